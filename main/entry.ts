/** Where Electron begins: with a command, or else with the app. */
import { join } from 'node:path';
import { runCompiled } from './code-cache';
import { runBeside } from './command-line/beside';
import { typedCommand } from './command-line/typed';
import { findPaths } from './paths';

/** By then the window is calm, and what runs at each start has been compiled; in ms. */
const KEEP_AFTER_MS = 4_000;

const typed = typedCommand(process.argv, process.defaultApp === true);
if (typed) runBeside(typed);
const keep = runCompiled(__dirname, join(findPaths().state, 'compiled'));
// At once, as Electron wants to be told of schemes before it is ready; and only now, as a command does without all of it.
// eslint-disable-next-line @typescript-eslint/no-require-imports
require(join(__dirname, 'index.js'));
setTimeout(keep, KEEP_AFTER_MS).unref();
