/** The thread that Paddock rests in, inside Electron: see `beside/run.ts`. */
import { endWith } from '../beside/thread';
import { rest } from './rest';

endWith(rest());
