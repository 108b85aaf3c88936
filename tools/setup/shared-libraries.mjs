/** Which shared libraries the system has. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { capture, findProgram } from './command.mjs';

const folders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];

/** The names in what `ldconfig -p` prints. */
export function parseLinkerCache(text) {
  return new Set([...text.matchAll(/^\s+(\S+) \(/gm)].map((match) => match[1]));
}

/** A function that tells whether a library is there, after one look at the linker's cache. */
export async function libraryLookup() {
  const ldconfig = findProgram('ldconfig');
  const cached = ldconfig ? parseLinkerCache((await capture(ldconfig, ['-p'])).stdout) : new Set();
  return (name) => cached.has(name) || folders.some((folder) => existsSync(join(folder, name)));
}

/** The libraries an executable is linked with and the system does not have. */
export async function unresolvedLibraries(executable) {
  const { stdout } = await capture('ldd', [executable], { env: { ...process.env, LC_ALL: 'C' } });
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}
