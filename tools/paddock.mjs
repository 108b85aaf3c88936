#!/usr/bin/env node
/** Paddock's command line from a working copy, by this Node: `node tools/paddock.mjs list`. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './setup/project.mjs';

const built = join(root, 'out', 'main', 'command-line.js');
if (!existsSync(built)) {
  process.stderr.write('paddock: It is not built yet; `npm start` does that.\n');
  process.exit(1);
}
process.umask(0o077); // whatever is written is the user's alone
const { run } = createRequire(import.meta.url)(built);
process.exit(await run(process.argv.slice(2)));
