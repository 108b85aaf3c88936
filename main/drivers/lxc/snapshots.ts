import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PaddockError } from '../../domains/failure';
import { bytesBelow } from '../bytes-below';
import type { Container, LxcCommands } from './commands';
import { readConfigFile, writeConfigFile } from './config-file';
import { configFileOf, folderOf, TEMPORARY } from './containers';
import { removeContainer } from './create';
import { moveTree, removeTree } from './trees';

/*
 * LXC numbers its snapshots itself (snap0, snap1 ...). Which is Paddock's stands in the comment that each can have: the
 * snapshot's identity.
 */

/** What LXC calls a snapshot; null where it has none with this identity. */
async function nameOf(one: Container, identity: string): Promise<string | null> {
  const folder = join(folderOf(one), 'snaps');
  for (const name of await readdir(folder).catch(() => [])) {
    const comment = await readFile(join(folder, name, 'comment'), 'utf8').catch(() => '');
    if (comment.trim() === identity) return name;
  }
  return null;
}

/** Throws `file-missing` where LXC has no such snapshot: another program deleted it. */
export async function checkThere(one: Container, identity: string): Promise<string> {
  const name = await nameOf(one, identity);
  if (name !== null) return name;
  throw new PaddockError({
    code: 'file-missing',
    message: 'LXC does not have this snapshot any more.',
    cause: `None of the container ${one.container} has the identity ${identity}: another program deleted it.`,
    next: 'Delete the snapshot here as well; nothing was changed.',
  });
}

/** Copies the root file system of a container that is off, and answers what the copy takes, in bytes. */
export async function saveOff(
  commands: LxcCommands,
  one: Container,
  identity: string,
  work: string,
): Promise<number> {
  const comment = join(work, `${identity}.comment`);
  await writeFile(comment, identity, { mode: 0o600 });
  try {
    await commands.run('lxc-snapshot', one, {
      doing: 'take the snapshot',
      args: ['-c', comment],
      limitMs: null,
    });
  } finally {
    await rm(comment, { force: true });
  }
  return bytesBelow(join(folderOf(one), 'snaps', await checkThere(one, identity)));
}

/** Of a snapshot that is gone already it does nothing. */
export async function drop(commands: LxcCommands, one: Container, identity: string): Promise<void> {
  const name = await nameOf(one, identity);
  if (name === null) return;
  await commands.run('lxc-snapshot', one, {
    doing: 'delete the snapshot',
    args: ['-d', name],
    limitMs: null,
  });
}

/** What a root file system is called while another one is put in its place. */
const BEFORE = 'rootfs.before';

/**
 * Brings a snapshot back. `lxc-snapshot -r` deletes the container first, so that an end half way would leave nothing: the
 * copy is made beside it, and takes its place by renaming.
 */
export async function bringBack(commands: LxcCommands, one: Container, identity: string): Promise<void> {
  const name = await checkThere(one, identity);
  const beside: Container = { folder: one.folder, container: `${one.container}${TEMPORARY}` };
  await removeContainer(commands, beside); // of a try that was cut short
  try {
    await commands.run('lxc-snapshot', one, {
      doing: 'go back to the snapshot',
      args: ['-r', name, '-N', beside.container],
      limitMs: null,
    });
    const then = await readConfigFile(configFileOf(beside));
    const [rootfs, before] = [join(folderOf(one), 'rootfs'), join(folderOf(one), BEFORE)];
    const path = (await readConfigFile(configFileOf(one))).value('lxc.rootfs.path') ?? `dir:${rootfs}`;
    await moveTree(commands.at, rootfs, before);
    try {
      await moveTree(commands.at, join(folderOf(beside), 'rootfs'), rootfs);
      await writeConfigFile(
        configFileOf(one),
        then.with('lxc.rootfs.path', path).with('lxc.uts.name', one.container),
      );
    } catch (error) {
      await removeTree(commands.at, rootfs);
      await moveTree(commands.at, before, rootfs);
      throw error;
    }
    await removeTree(commands.at, before);
  } finally {
    await removeContainer(commands, beside);
  }
}

/** Ends what was cut short by a kill while a snapshot was brought back: the container is then as it was before, or after. */
export async function settle(commands: LxcCommands, one: Container): Promise<void> {
  const [rootfs, before] = [join(folderOf(one), 'rootfs'), join(folderOf(one), BEFORE)];
  if (!existsSync(before)) return;
  if (existsSync(rootfs)) await removeTree(commands.at, before);
  else await moveTree(commands.at, before, rootfs);
}
