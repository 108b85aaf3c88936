#!/usr/bin/env node
/**
 * Stands in for fpm, which no package registry for Node or Python and not every distribution has: it takes the
 * arguments that electron-builder gives fpm and makes the package with the format's own tool.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packDeb } from './deb.mjs';
import { parseFpmArguments } from './fpm-arguments.mjs';
import { stage } from './package-tree.mjs';
import { packPacman } from './pacman.mjs';
import { packRpm } from './rpm.mjs';

const formats = { deb: packDeb, rpm: packRpm, pacman: packPacman };

const options = parseFpmArguments(process.argv.slice(2));
const pack = formats[options.type];
if (!pack) throw new Error(`no package of type ${options.type} can be made here`);
const work = mkdtempSync(join(tmpdir(), 'paddock-package-'));
try {
  const tree = join(work, 'tree');
  stage(options.files, tree);
  pack(options, tree, work);
} finally {
  rmSync(work, { recursive: true, force: true });
}
