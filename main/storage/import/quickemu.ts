import { readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { PaddockError, toFailure } from '../../domains/failure';
import type { ForeignCard, ForeignDisk, ForeignMachine } from '../../drivers/foreign-machine';
import { inspectFile } from '../inspect-file';
import { bytesOf, isReadable, notUnderstood, readText } from './source-file';

/** What is taken over, or means nothing here. */
const UNDERSTOOD = [
  'guest_os',
  'arch',
  'boot',
  'cpu_cores',
  'ram',
  'disk_img',
  'disk_size',
  'disk_format',
  'iso',
  'fixed_iso',
  'macaddr',
  'port_forwards',
  'ssh_port',
  'spice_port',
  'display',
  'display_device',
  'preallocation',
  'secureboot',
  'tpm',
  'sound_card',
];
const UNITS: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/**
 * Reads a machine of quickemu's: a .conf file, or the folder of one. It is a shell script that sets variables; it is read
 * and never run. Throws `file-unreadable`, `file-missing`.
 */
export async function readQuickemu(path: string): Promise<ForeignMachine> {
  const conf = path.endsWith('.conf') ? path : await confIn(path);
  const settings = settingsIn(await readText(conf));
  const one = (name: string): string | undefined => settings.get(name)?.[0];
  if (one('guest_os') === undefined)
    throw notUnderstood(conf, 'It sets no guest_os, which every quickemu machine has.');
  // Quickemu is run beside its .conf files, and the paths in them start there.
  const at = (file: string): string => (isAbsolute(file) ? file : join(dirname(conf), file));
  const left: string[] = [];
  for (const name of settings.keys()) {
    if (!UNDERSTOOD.includes(name)) left.push(`Its setting ${name} is not taken over.`);
  }
  const image = one('disk_img');
  const disk = image === undefined ? null : at(image);
  // Quickemu makes it when it first runs the machine, so one that was got and never run has none.
  const isLost = disk !== null && !(await isReadable(disk));
  const media = ['iso', 'fixed_iso'].flatMap((name) => {
    const file = one(name);
    return file ? [at(file)] : [];
  });
  const cores = Number(one('cpu_cores'));
  return {
    kind: 'quickemu',
    name: basename(conf, '.conf'),
    description: '',
    architecture: one('arch') ?? 'x86_64',
    memory: amountOf(one('ram')),
    cpus: Number.isInteger(cores) && cores > 0 ? cores : null,
    firmware: one('boot') === 'legacy' ? 'bios' : one('secureboot') === 'on' ? 'secure' : 'uefi',
    tpm: one('tpm') === 'on',
    sound: true,
    kernel: null,
    disks: disk === null || isLost ? [] : [await diskOf(disk, one('guest_os'))],
    lost: isLost ? [{ disk, base: null }] : [],
    media,
    cards: [cardOf(one('macaddr'), settings.get('port_forwards') ?? [])],
    left,
  };
}

async function confIn(folder: string): Promise<string> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new PaddockError(toFailure(error), { cause: error });
  });
  const found = names.filter((name) => name.endsWith('.conf'));
  if (found.length === 1 && found[0] !== undefined) return join(folder, found[0]);
  throw notUnderstood(
    folder,
    found.length === 0 ? 'There is no .conf file in it.' : 'There are several .conf files in it: choose one.',
  );
}

/** The variables that a script sets, each with its words: `name="value"`, `name=(“a” “b”)`. Anything else is passed over. */
export function settingsIn(script: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const match of script.matchAll(/^[ \t]*([a-z_]+)=(\([^)]*\)|"[^"\n]*"|'[^'\n]*'|[^\s#]*)/gm)) {
    const [, name = '', value = ''] = match;
    const words = value.startsWith('(') ? value.slice(1, -1) : value;
    const all = [...words.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)].map(
      ([, a, b, c]) => a ?? b ?? c ?? '',
    );
    found.set(name, all);
  }
  return found;
}

async function diskOf(path: string, system: string | undefined): Promise<ForeignDisk> {
  const file = await inspectFile(path);
  return {
    title: basename(path),
    format: file.kind === 'disk' && file.format === 'qcow2' ? 'qcow2' : 'raw', // quickemu makes these two
    bus: system?.startsWith('windows-server') ? 'sata' : 'virtio',
    bytes: await bytesOf(path),
    source: { kind: 'file', path },
  };
}

/** `4G`, `512M`. */
function amountOf(text: string | undefined): number | null {
  const [, count, unit = ''] = /^(\d+)\s*([KMGT])/i.exec(text ?? '') ?? [];
  return count === undefined ? null : Number(count) * (UNITS[unit.toLowerCase()] ?? 1);
}

/** Forwards are written `host:guest`. */
function cardOf(mac: string | undefined, forwards: readonly string[]): ForeignCard {
  return {
    mac: mac?.toLowerCase() || null,
    model: 'virtio',
    forwards: forwards.flatMap((text) => {
      const [, host, guest] = /^(\d+):(\d+)$/.exec(text) ?? [];
      return host === undefined || guest === undefined
        ? []
        : [{ protocol: 'tcp' as const, hostPort: Number(host), guestPort: Number(guest) }];
    }),
  };
}
