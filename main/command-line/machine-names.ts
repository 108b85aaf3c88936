import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Paths } from '../paths';
import { Client } from './client';
import { commandSocket } from './protocol';

/**
 * The names of all machines, as somebody waits for them while typing: of whoever has the machines, else as they are stored.
 * Takes nothing over, and never throws.
 */
export async function machineNames(paths: Paths, version: string): Promise<readonly string[]> {
  const client = await Client.connect(commandSocket(paths.runtime), version).catch(() => null);
  try {
    if (!client) return await storedNames(join(paths.config, 'machines'));
    return (await client.call('machines.list', {})).machines.map(({ name }) => name);
  } catch {
    return [];
  } finally {
    client?.close();
  }
}

/** A folder a driver, a file a machine; what is in the bin lies deeper. */
async function storedNames(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const driver of await readdir(folder)) {
    for (const file of await readdir(join(folder, driver)).catch(() => []))
      if (file.endsWith('.json')) files.push(join(folder, driver, file));
  }
  const names = await Promise.all(
    files
      .map(async (file) => {
        const stored = JSON.parse(await readFile(file, 'utf8')) as { readonly name?: unknown };
        return typeof stored.name === 'string' ? stored.name : '';
      })
      .map((one) => one.catch(() => '')),
  );
  return names.filter((name) => name !== '');
}
