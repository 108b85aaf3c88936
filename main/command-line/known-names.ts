import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Paths } from '../paths';
import { Client } from './client';
import { meantBy } from './names';
import { commandSocket } from './protocol';

/** The names of what there is, as somebody waits for them while typing. None of them throws, or takes machines over. */
export interface KnownNames {
  readonly machines: () => Promise<readonly string[]>;
  /** Of the machines in the bin. */
  readonly binned: () => Promise<readonly string[]>;
  /** Of the snapshots of the machine that a word means. */
  readonly snapshots: (machine: string) => Promise<readonly string[]>;
}

/** They are asked of whoever has the machines, else are those that are stored. */
export function knownNames(paths: Paths, version: string): KnownNames {
  const folder = join(paths.config, 'machines');
  const known = async (
    told: (client: Client) => Promise<readonly string[]>,
    stored: () => Promise<readonly string[]>,
  ): Promise<readonly string[]> => {
    const client = await Client.connect(commandSocket(paths.runtime), version).catch(() => null);
    try {
      return await (client ? told(client) : stored());
    } catch {
      return [];
    } finally {
      client?.close();
    }
  };
  return {
    machines: () =>
      known(
        async (client) => namesOf((await client.call('machines.list', {})).machines),
        async () => namesOf(await storedIn(folder, '')),
      ),
    binned: () =>
      known(
        async (client) => namesOf(await client.call('bin.list', {})),
        async () => namesOf(await storedIn(folder, 'bin')),
      ),
    snapshots: (machine) =>
      known(
        async (client) => {
          const { machines } = await client.call('machines.list', {});
          const meant = meantBy(machines, machine).map(({ id }) => client.call('machine.detail', { id }));
          return (await Promise.all(meant)).flatMap(({ snapshots }) => namesOf(snapshots));
        },
        async () =>
          meantBy(await storedIn(folder, ''), machine).flatMap(({ snapshots }) => namesOf(snapshots)),
      ),
  };
}

interface Named {
  readonly name: string;
}

const namesOf = (all: readonly Named[]): readonly string[] => all.map(({ name }) => name);

interface Stored extends Named {
  readonly id: string;
  readonly snapshots: readonly Named[];
}

/** A folder a driver, a file a machine; below each a folder of those in the bin. What can't be read is left out. */
async function storedIn(folder: string, below: '' | 'bin'): Promise<readonly Stored[]> {
  const files: string[] = [];
  for (const driver of await readdir(folder)) {
    const within = join(folder, driver, below);
    for (const file of await readdir(within).catch(() => []))
      if (file.endsWith('.json')) files.push(join(within, file));
  }
  const stored = await Promise.all(files.map((file) => readStored(file).catch(() => null)));
  return stored.filter((one) => one !== null);
}

async function readStored(file: string): Promise<Stored | null> {
  const { id, name, snapshots } = JSON.parse(await readFile(file, 'utf8')) as Readonly<
    Record<string, unknown>
  >;
  if (typeof name !== 'string' || name === '') return null;
  return {
    id: typeof id === 'string' ? id : '',
    name,
    snapshots: Array.isArray(snapshots) ? snapshots.filter(isNamed) : [],
  };
}

function isNamed(one: unknown): one is Named {
  return typeof one === 'object' && one !== null && 'name' in one && typeof one.name === 'string';
}
