import type { AppInfo, InspectedFile, Settings } from '../../preload/contract';

export const MIB = 1024 * 1024;
export const GIB = 1024 * MIB;

/** What the forms take; main has the last word. */
export const MEMORY_MIN_MIB = 16;
export const MEMORY_MAX_MIB = 4 * 1024 * 1024;
export const CPUS_MAX = 255;
export const DISK_MAX_GIB = 65_536;

/**
 * What the form starts from: what a person chose, else what suits a computer of so much memory and so many CPUs, enough for
 * most and a burden for none.
 */
export function sizesFor(
  host: Pick<AppInfo, 'hostMemoryBytes' | 'hostCpus'>,
  chosen: Pick<Settings, 'newMemoryMiB' | 'newCpus'> | null = null,
): {
  readonly memoryMiB: number;
  readonly cpus: number;
} {
  const quarter = Math.floor(host.hostMemoryBytes / 4 / MIB / 256) * 256;
  return {
    memoryMiB: chosen?.newMemoryMiB ?? Math.max(256, Math.min(4096, quarter)),
    cpus: chosen?.newCpus ?? Math.max(1, Math.min(2, Math.floor(host.hostCpus / 2))),
  };
}

/** The same for a system that was recognised and wants so much, as far as this computer has it to give. */
export function sizesForSystem(
  host: Pick<AppInfo, 'hostMemoryBytes' | 'hostCpus'>,
  chosen: Pick<Settings, 'newMemoryMiB' | 'newCpus'> | null,
  wants: { readonly memory: number | null; readonly cpus: number | null },
): ReturnType<typeof sizesFor> {
  const standard = sizesFor(host, chosen);
  const most = Math.max(standard.memoryMiB, Math.floor(host.hostMemoryBytes / 2 / MIB / 256) * 256);
  const wanted = wants.memory === null ? standard.memoryMiB : Math.ceil(wants.memory / MIB);
  return {
    memoryMiB: Math.min(most, Math.max(wanted, wants.memory === null ? 0 : standard.memoryMiB)),
    cpus: Math.max(standard.cpus, Math.min(wants.cpus ?? standard.cpus, host.hostCpus)),
  };
}

export const NEW_DISK_GIB = 32;

const EXTENSION = /\.(iso|img|qcow2?|raw|vmdk|vdi|vhdx?|bin|efi)$/i;
/** Words of a file's name that tell of its processor or medium, not of the system. */
const NOISE =
  /^(amd64|x86[_-]?64|x64|i[36]86|arm64|aarch64|netinst|dvd-?\d*|cd-?\d*|disc-?\d*|disk-?\d*|bootonly|iso)$/i;
const NAME_MAX = 60;

/** A name for a machine, from the file it is made of: `debian-12.5.0-amd64-netinst.iso` becomes `Debian 12.5.0`. */
export function nameFromFile(file: Pick<InspectedFile, 'kind' | 'path'>): string | null {
  const base = (file.path.split('/').pop() ?? '').replace(EXTENSION, '');
  const kernel = /^(?:vmlinuz|vmlinux|bzimage|linux)(?:[-_](\d+(?:\.\d+)*))?/i.exec(base);
  if (file.kind === 'kernel' && kernel) return kernel[1] ? `Linux ${kernel[1]}` : 'Linux';
  const words = base
    .replace(/x86_64/gi, ' ')
    .split(/[-_\s]+/)
    .filter((word) => word !== '' && !NOISE.test(word));
  const name = words
    .join(' ')
    .replace(/[\p{Cc}\\]/gu, '')
    .replace(/^[-.\s]+/, '')
    .slice(0, NAME_MAX)
    .trim();
  return name === '' ? null : name.charAt(0).toLocaleUpperCase() + name.slice(1);
}

/** A name that networks take, from one that people take. */
export function hostnameOf(machine: string): string {
  const plain = machine
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
  return plain === '' ? 'machine' : plain;
}
