/** Building the app, when its sources are not those of the last build. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from './command.mjs';
import { root } from './project.mjs';
import { SetupError } from './report.mjs';

const folders = ['main', 'preload', 'renderer', 'text'];
const files = ['package.json', 'package-lock.json', 'electron.vite.config.ts', 'tsconfig.json'];
const products = [
  'main/entry.js',
  'main/index.js',
  'main/command-line.js',
  'preload/index.js',
  'renderer/index.html',
];

/** A digest of everything a build is made from, by content: neither a checkout nor a test changes it. */
export function sourceDigest(top = root) {
  const sum = createHash('sha256');
  const add = (path) => {
    sum.update(`${path}\0`);
    sum.update(readFileSync(join(top, path)));
    sum.update('\0');
  };
  for (const file of files) if (existsSync(join(top, file))) add(file);
  for (const folder of folders) {
    const entries = readdirSync(join(top, folder), { withFileTypes: true, recursive: true });
    const sources = entries.filter((entry) => entry.isFile() && !/\.spec\.\w+$/.test(entry.name));
    for (const path of sources
      .map(({ parentPath, name }) => join(parentPath, name).slice(top.length + 1))
      .sort()) {
      add(path);
    }
  }
  return sum.digest('hex');
}

/** Whether `out/` was built from the sources as they are. */
export function buildIsFresh(top = root) {
  const stamp = join(top, 'out', '.stamp');
  if (!existsSync(stamp) || !products.every((path) => existsSync(join(top, 'out', path)))) return false;
  return readFileSync(stamp, 'utf8') === sourceDigest(top);
}

/** Builds the app into `out/`; the stamp is gone while it is being built, so a build cut short counts as none. */
export async function build() {
  const stamp = join(root, 'out', '.stamp');
  const digest = sourceDigest();
  rmSync(stamp, { force: true });
  const electronVite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const result = await capture(process.execPath, [electronVite, 'build'], { cwd: root });
  if (result.code !== 0) {
    process.stderr.write(`\n${result.stdout}\n${result.stderr}\n`); // whoever breaks a build wants all of it
    throw new SetupError('the app can not be built', 'npm run build');
  }
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(stamp, digest);
}
