/** The file tree that goes into a package. */
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Runs a packaging tool; its complaints are ours. */
export function tool(program, args, options = {}) {
  return execFileSync(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
    ...options,
  });
}

/** Copies what `files` maps into `tree`, as readable for everybody and writable for the owner alone. */
export function stage(files, tree) {
  mkdirSync(tree, { recursive: true });
  for (const { from, to } of files) {
    const target = join(tree, to);
    const contents = from.endsWith('/');
    mkdirSync(contents ? target : dirname(target), { recursive: true });
    tool('cp', ['-a', '--reflink=auto', '--no-target-directory', contents ? join(from, '.') : from, target]);
  }
  tool('chmod', ['-R', 'u+rwX,go+rX,go-w', tree]);
}

/** The paths of everything in `tree`, relative to it and sorted, folders before what is in them. */
export function listTree(tree, folder = '') {
  return readdirSync(join(tree, folder))
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return lstatSync(join(tree, path)).isDirectory() ? [path, ...listTree(tree, path)] : [path];
    });
}
