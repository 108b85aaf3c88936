import { existsSync, readlinkSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OpenvzConfigSchema, type OpenvzConfig } from './config';
import { readConfigFile, type ConfigFile } from './config-file';
import type { VzctlHost } from './host';
import { settingsIn, type Settings } from './settings';

/** What a container has in the folder of its files where these are in an image file. */
const IMAGE = 'root.hdd';
/** Made once: that takes as long as the reading of many containers. */
const PartsSchema = OpenvzConfigSchema.partial();

/** Which container a machine is. */
export type Container = Pick<OpenvzConfig, 'ctid' | 'folder'>;

export function configFileOf({ ctid, folder }: Container): string {
  return join(folder, `${ctid}.conf`);
}

/** The numbers of all containers that have a configuration; none where the folder is not there. */
export async function containersIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .flatMap((name) => /^([1-9]\d*)\.conf$/.exec(name)?.[1] ?? [])
    .sort((one, other) => Number(one) - Number(other));
}

/** Where the files of a container are: what its configuration says, or else OpenVZ's settings. */
export function privateOf(file: ConfigFile | null, host: VzctlHost, ctid: string): string {
  return placeOf('VE_PRIVATE', '/vz/private', file, host, ctid);
}

/** Where they are mounted while it runs. */
export function rootOf(file: ConfigFile | null, host: VzctlHost, ctid: string): string {
  return placeOf('VE_ROOT', '/vz/root', file, host, ctid);
}

function placeOf(
  key: string,
  standard: string,
  file: ConfigFile | null,
  host: VzctlHost,
  ctid: string,
): string {
  const path = file?.value(key) ?? host.settings.value(key) ?? `${standard}/$VEID`;
  return path.replace(/\$\{VEID\}|\$VEID/g, ctid);
}

export function dumpOf(host: VzctlHost, ctid: string): string {
  return join(host.dumps, `Dump.${ctid}`);
}

/**
 * A container's configuration, as far as Paddock knows it; null where it can't be a machine's. Throws the file system's
 * errors.
 */
export async function readContainer(host: VzctlHost, ctid: string): Promise<OpenvzConfig | null> {
  const file = await readConfigFile(configFileOf({ ctid, folder: host.folder }));
  const folder = privateOf(file, host, ctid);
  const config = OpenvzConfigSchema.safeParse({
    ctid,
    folder: host.folder,
    ...readable(settingsIn(file, host.kernel)),
    ...(file.value('VE_LAYOUT') === undefined && existsSync(join(folder, IMAGE)) && { layout: 'ploop' }),
    mark: await markOf(folder),
  });
  return config.success ? config.data : null;
}

/** The settings, without those in which another tool wrote what Paddock could not have written. */
function readable(settings: Settings): Partial<Settings> {
  const checked = PartsSchema.safeParse(settings);
  if (checked.success) return settings;
  const wrong = new Set(checked.error.issues.map(({ path }) => String(path[0])));
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !wrong.has(key)));
}

/** What tells the files of a container from those of a later one with its number; null where there are none. */
export async function markOf(folder: string): Promise<string | null> {
  return stat(folder).then(
    ({ ino }) => String(ino),
    () => null,
  );
}

/**
 * Whether the container that has the number now is still the one of then, by its name and its files: nothing may be deleted of
 * one that another tool made since.
 */
export async function isStillSame(host: VzctlHost, config: OpenvzConfig): Promise<boolean> {
  const now = await readContainer(host, config.ctid).catch(() => null);
  if (now === null)
    return config.mark !== null && (await markOf(privateOf(null, host, config.ctid))) === config.mark;
  const hasSameFiles = config.mark === null || now.mark === null || now.mark === config.mark;
  return hasSameFiles && now.name === config.name;
}

/** The first process of a container that runs on a plain kernel; null where that can't be known. */
export async function pidOf(host: VzctlHost, ctid: string): Promise<number | null> {
  const noted = Number((await readFile(join(host.pids, ctid), 'utf8').catch(() => '')).trim());
  if (Number.isSafeInteger(noted) && noted > 0) return existsSync(`/proc/${noted}`) ? noted : null;
  if (host.kernel === 'openvz') return null;
  try {
    const pid = Number(/^\/proc\/(\d+)\/ns\/net$/.exec(readlinkSync(`/var/run/netns/${ctid}`))?.[1]);
    return Number.isSafeInteger(pid) && existsSync(`/proc/${pid}`) ? pid : null;
  } catch {
    return null;
  }
}

/** The first number that no container has, and none that Paddock has given away. OpenVZ keeps those up to 100 for itself. */
export async function freeCtid(host: VzctlHost, taken: ReadonlySet<string>): Promise<string> {
  const there = new Set([...(await containersIn(host.folder)), ...taken]);
  for (let number = 101; ; number++) {
    const ctid = String(number);
    if (there.has(ctid)) continue;
    if (existsSync(privateOf(null, host, ctid)) || existsSync(dumpOf(host, ctid))) continue;
    return ctid;
  }
}

/** The names that OpenVZ knows containers by. */
export async function takenNames(host: VzctlHost): Promise<readonly string[]> {
  return readdir(host.names).catch(() => []);
}
