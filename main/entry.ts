/** Where Electron begins: with a command, with the tray alone, or else with the app. */
import { join } from 'node:path';
import { runBeside } from './beside/run';
import { runCompiled } from './code-cache';
import { typedCommand } from './command-line/typed';
import { findPaths } from './paths';
import { isResting, RESTING_LIMITS } from './resting/process';

/** By then the window is calm, and what runs at each start has been compiled; in ms. */
const KEEP_AFTER_MS = 4_000;

if (isResting(process.argv)) runBeside('resting-thread.js', [], RESTING_LIMITS);
const typed = typedCommand(process.argv, process.defaultApp === true);
if (typed) runBeside('command-line-thread.js', typed);
const keep = runCompiled(__dirname, join(findPaths().state, 'compiled'));
// At once, as Electron wants to be told of schemes before it is ready; and only now, as a command does without all of it.
// eslint-disable-next-line @typescript-eslint/no-require-imports
require(join(__dirname, 'index.js'));
setTimeout(keep, KEEP_AFTER_MS).unref();
