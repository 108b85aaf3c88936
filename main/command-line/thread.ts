/** The thread that a command runs in, inside Electron: see `beside/run.ts`. */
import { endWith } from '../beside/thread';
import { run } from './run';

endWith(run(process.argv.slice(2)));
