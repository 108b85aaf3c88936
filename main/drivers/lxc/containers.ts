import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container } from './commands';
import type { LxcConfig } from './config';

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

/** What tells a container from a later one of its name: its folder, and when that was made. Null where there is none. */
export async function markOf(one: Container): Promise<string | null> {
  return stat(folderOf(one)).then(
    ({ ino, birthtimeMs }) => `${ino} ${Math.trunc(birthtimeMs)}`,
    () => null,
  );
}

/** Whether another tool has made another container of that name since its machine was put into the bin. */
export async function isAnother(config: LxcConfig): Promise<boolean> {
  if (config.mark === null) return false;
  const now = await markOf(config);
  return now !== null && now !== config.mark;
}

/** The containers that stand on this one's files, as LXC keeps count of them: a folder and a name a line by turns. */
export async function standingOn(one: Container): Promise<readonly string[]> {
  const lines = (await readFile(join(folderOf(one), 'lxc_snapshots'), 'utf8').catch(() => '')).split('\n');
  return lines.filter((name, index) => index % 2 === 1 && name !== '');
}
