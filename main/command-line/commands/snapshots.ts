import type { DomainId, MachineDetail, SnapshotView } from '../../../preload/contract';
import type { Client } from '../client';
import { confirm, textOption, YES, type Working } from '../command';
import { Failed, WrongUsage } from '../failed';
import { findNamed, meantBy } from '../names';
import { bytesOf, moment, table } from '../output';

async function machineNamed(client: Client, word: string): Promise<MachineDetail> {
  const { machines } = await client.call('machines.list', {});
  return client.call('machine.detail', { id: findNamed(machines, word).id });
}

/** The snapshot that a word means: by its name, its id, or the beginning of that. */
export function snapshotNamed(
  { name, snapshots }: Pick<MachineDetail, 'name' | 'snapshots'>,
  word: string,
): SnapshotView {
  const meant = meantBy(snapshots, word);
  const [first, ...others] = meant;
  if (!first) {
    throw new Failed({
      code: 'argument-invalid',
      message: `“${name}” has no snapshot “${word}”.`,
      next: '`paddock snapshot list` shows which it has.',
    });
  }
  if (others.length === 0) return first;
  const several = meant.map(({ id, createdAt }) => `\n  ${id}  ${moment(Date.parse(createdAt))}`).join('');
  throw new WrongUsage(`“${name}” has several snapshots “${word}”. Say which one by its id:${several}`);
}

export const snapshotList: Working = {
  usage: 'NAME',
  help: 'List a machine’s snapshots, each below the one it was taken on.',
  words: [1, 1],
  options: {},
  run: async ({ client, words: [word = ''] }) => {
    const { id, name, snapshots, snapshot } = await machineNamed(client, word);
    const rows: string[][] = [];
    const branch = (parent: string | null, depth: number): void => {
      for (const one of snapshots.filter((child) => child.parent === parent)) {
        rows.push([
          `${'  '.repeat(depth)}${one.name}${one.id === snapshot ? ' *' : ''}`,
          moment(Date.parse(one.createdAt)),
          one.withMemory ? bytesOf(one.bytes) : '-',
          bytesOf(one.diskBytes),
          one.id.slice(0, 8),
        ]);
        branch(one.id, depth + 1);
      }
    };
    branch(null, 0);
    return {
      json: { id, name, snapshot, snapshots },
      text: table(['NAME', 'TAKEN', 'MEMORY', 'DISKS', 'ID'], rows, ['MEMORY', 'DISKS']),
    };
  },
};

export const snapshotCreate: Working = {
  usage: 'NAME [SNAPSHOT]',
  help: 'Take a snapshot, with the memory where the machine runs.',
  words: [1, 2],
  options: { note: { value: 'TEXT', help: 'what it is for' } },
  run: async (context) => {
    const { client, words } = context;
    const before = await machineNamed(client, words[0] ?? '');
    const name = words[1] ?? `Snapshot ${moment(Date.now()).replace(':', '.')}`;
    await client.call('snapshot.create', { id: before.id, name, note: textOption(context, 'note') ?? '' });
    const { snapshots, snapshot } = await client.call('machine.detail', { id: before.id });
    const taken = snapshots.find(({ id }) => id === snapshot) ?? snapshots.at(-1) ?? null;
    return {
      json: { id: before.id, name: before.name, snapshot: taken },
      text: `The snapshot “${name}” of “${before.name}” is taken.\n`,
    };
  },
};

export const snapshotRestore: Working = {
  usage: 'NAME SNAPSHOT',
  help: 'Go back to a snapshot; what has happened since is lost.',
  words: [2, 2],
  options: YES,
  run: async (context) => {
    const { client, machine, snapshot } = await meant(context);
    await confirm(context, `Go back to “${snapshot.name}”? What “${machine.name}” did since is lost.`);
    await client.call('snapshot.revert', { id: machine.id, snapshot: snapshot.id });
    return told(machine.id, client, snapshot, `“${machine.name}” is as it was in “${snapshot.name}”.\n`);
  },
};

export const snapshotDelete: Working = {
  usage: 'NAME SNAPSHOT',
  help: 'Delete a snapshot; those that were taken on it stay.',
  words: [2, 2],
  options: YES,
  run: async (context) => {
    const { client, machine, snapshot } = await meant(context);
    await confirm(context, `Delete the snapshot “${snapshot.name}” of “${machine.name}”?`);
    await client.call('snapshot.delete', { id: machine.id, snapshot: snapshot.id });
    return told(
      machine.id,
      client,
      snapshot,
      `The snapshot “${snapshot.name}” of “${machine.name}” is deleted.\n`,
    );
  },
};

async function meant<C extends Parameters<Working['run']>[0]>(
  context: C,
): Promise<{ client: Client; machine: MachineDetail; snapshot: SnapshotView }> {
  const { client, words } = context;
  const machine = await machineNamed(client, words[0] ?? '');
  return { client, machine, snapshot: snapshotNamed(machine, words[1] ?? '') };
}

async function told(
  id: DomainId,
  client: Client,
  snapshot: SnapshotView,
  text: string,
): Promise<{ json: unknown; text: string }> {
  const { name, state } = await client.call('machine.detail', { id });
  return { json: { id, name, state, snapshot }, text };
}
