/** Begins manager.ts as the app begins: run as it was compiled at an earlier start. */
import { join } from 'node:path';
import { runCompiled } from '../../main/code-cache';

const keep = runCompiled(__dirname, join(process.argv[2] ?? '', 'compiled'));
// eslint-disable-next-line @typescript-eslint/no-require-imports
require(join(__dirname, 'manager.cjs'));
setTimeout(keep, 1_000);
