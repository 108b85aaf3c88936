import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container } from './commands';

/** Containers that Paddock makes while it works, and that are shown to nobody, end so. */
export const TEMPORARY = '.paddock';

export function folderOf({ folder, container }: Container): string {
  return join(folder, container);
}

export function configFileOf(one: Container): string {
  return join(folderOf(one), 'config');
}

/** The names of the containers in a folder; none where it is not there. Throws the file system's errors. */
export async function containersIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => !name.endsWith(TEMPORARY) && existsSync(join(folder, name, 'config'))).sort();
}

/** The containers that stand on this one's files, as LXC keeps count of them: a folder and a name a line by turns. */
export async function standingOn(one: Container): Promise<readonly string[]> {
  const lines = (await readFile(join(folderOf(one), 'lxc_snapshots'), 'utf8').catch(() => '')).split('\n');
  return lines.filter((name, index) => index % 2 === 1 && name !== '');
}

/** What the files below a folder take, in bytes. Never throws: what can't be seen is not counted. */
export async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return bytesBelow(path);
      if (!entry.isFile()) return 0;
      return stat(path).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      );
    }),
  );
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}
