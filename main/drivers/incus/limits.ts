/** Incus' units (bytes where none is given), by how many bytes they are. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

/** What a size says (`limits.memory`, `size`), in bytes; null where it is no fixed amount (a share of the host's, say). */
export function parseBytes(value: string | undefined): number | null {
  const match = /^(\d+)([kKMGT]?i?B?)$/.exec(value ?? '');
  const unit = UNITS[match?.[2] ?? ''];
  return match && unit !== undefined ? Number(match[1]) * unit : null;
}

/** A size in bytes as Incus is told it, in the largest unit that has it whole. */
export function bytesText(bytes: number): string {
  const unit = (['TiB', 'GiB', 'MiB', 'KiB'] as const).find((one) => bytes % (UNITS[one] ?? 1) === 0);
  return unit ? `${bytes / (UNITS[unit] ?? 1)}${unit}` : `${bytes}B`;
}

/** What `limits.cpu` says; null where it is no number of CPUs, but names them (`0-3`). */
export function parseCpus(value: string | undefined): number | null {
  return /^[1-9]\d{0,3}$/.test(value ?? '') ? Number(value) : null;
}

/** The configuration that sets these limits; an empty text takes one away. */
export function limitsOf({
  memory,
  cpus,
}: {
  readonly memory: number | null;
  readonly cpus: number | null;
}): {
  readonly 'limits.memory': string;
  readonly 'limits.cpu': string;
} {
  return {
    'limits.memory': memory === null ? '' : `${memory}B`,
    'limits.cpu': cpus === null ? '' : String(cpus),
  };
}
