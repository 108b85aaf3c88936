import { existsSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OpenvzConfigSchema, type OpenvzConfig } from './config';
import { ConfigFile } from './config-file';
import type { VzctlHost } from './host';
import { settingsIn } from './settings';

/** What a container has in the folder of its files where these are in an image file. */
const IMAGE = 'root.hdd';
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
 * A container's configuration, as far as Paddock knows it; null where it can't be a machine's. Its file is read at once: to
 * wait for a thread takes ten times as long as such a small file, and there are many. Throws the file system's errors.
 */
export async function readContainer(host: VzctlHost, ctid: string): Promise<OpenvzConfig | null> {
  const file = new ConfigFile(readFileSync(configFileOf({ ctid, folder: host.folder }), 'utf8'));
  const folder = privateOf(file, host, ctid);
  const hasImage = file.value('VE_LAYOUT') === undefined && existsSync(join(folder, IMAGE));
  return readable({
    ctid,
    folder: host.folder,
    ...settingsIn(file, host.kernel),
    ...(hasImage && { layout: 'ploop' }),
    mark: markOf(folder),
  });
}

/** The config, without those settings in which another tool wrote what Paddock could not have written; null for none. */
function readable(config: Readonly<Record<keyof OpenvzConfig, unknown>>): OpenvzConfig | null {
  const whole = OpenvzConfigSchema.safeParse(config);
  if (whole.success) return whole.data;
  const wrong = new Set(whole.error.issues.map(({ path }) => String(path[0])));
  const rest = Object.fromEntries(Object.entries(config).filter(([key]) => !wrong.has(key)));
  return OpenvzConfigSchema.safeParse(rest).data ?? null;
}

/** What tells the files of a container from those of a later one with its number; null where there are none. */
function markOf(folder: string): string | null {
  try {
    return String(statSync(folder).ino);
  } catch {
    return null;
  }
}

/**
 * Whether the container that has the number now is still the one of then, by its name and its files: nothing may be deleted of
 * one that another tool made since.
 */
export async function isStillSame(host: VzctlHost, config: OpenvzConfig): Promise<boolean> {
  const now = await readContainer(host, config.ctid).catch(() => null);
  if (now === null) return config.mark !== null && markOf(privateOf(null, host, config.ctid)) === config.mark;
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
