/** Where Electron begins: with a command, or else with the app. */
import { join } from 'node:path';
import { runBeside } from './command-line/beside';
import { typedCommand } from './command-line/typed';

const typed = typedCommand(process.argv, process.defaultApp === true);
if (typed) runBeside(typed);
// At once, as Electron wants to be told of schemes before it is ready; and only now, as a command does without all of it.
// eslint-disable-next-line @typescript-eslint/no-require-imports
require(join(__dirname, 'index.js'));
