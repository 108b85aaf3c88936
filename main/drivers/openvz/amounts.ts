/*
 * OpenVZ writes what a container may take as one number, or as two, parted by a colon: the barrier (soft) and the limit
 * (hard); each with a unit behind it, or in the unit that its parameter has. Source: vzctl(8), “User Beancounter limits”.
 */

/** The size of a page of memory on the computers that OpenVZ runs on (x86). */
export const PAGE_BYTES = 4096;

/** What a number counts that has no unit behind it. */
export const UNITS = { bytes: 1, pages: PAGE_BYTES, kilobytes: 1024, items: 1 } as const;
export type Unit = keyof typeof UNITS;

export interface Amount {
  /** In bytes, or in items where that is what is counted; null for no limit. */
  readonly barrier: number | null;
  readonly limit: number | null;
}

const SUFFIXES: Readonly<Record<string, number>> = {
  t: 1024 ** 4,
  g: 1024 ** 3,
  m: 1024 ** 2,
  k: 1024,
  p: PAGE_BYTES,
  b: 1,
};
/** OpenVZ's word for no limit is LONG_MAX as well; that of 64 bits is above the next. */
const LONG_MAX_32 = 2 ** 31 - 1;
/**
 * More than any computer has (4 PiB). It is written for memory without a limit: “unlimited” would make an old kind of
 * configuration of it, that needs a dozen other limits to start.
 */
const NO_LIMIT_BYTES = 2 ** 52;

/** Reads such a value; undefined where it is none. One number alone is both. */
export function parseAmount(text: string, unit: Unit): Amount | undefined {
  const [first = '', second = first, ...rest] = text.trim().split(':');
  if (rest.length > 0) return undefined;
  const [barrier, limit] = [parseOne(first, unit), parseOne(second, unit)];
  return barrier === undefined || limit === undefined ? undefined : { barrier, limit };
}

function parseOne(text: string, unit: Unit): number | null | undefined {
  if (text.trim().toLowerCase() === 'unlimited') return null;
  const match = /^\s*(\d+(?:\.\d+)?)\s*([tgmkpb]?)\s*$/i.exec(text);
  if (!match) return undefined;
  const [, digits = '', suffix = ''] = match;
  const count = Number(digits);
  if (suffix === '' && count === LONG_MAX_32) return null;
  const value = Math.floor(count * (suffix === '' ? UNITS[unit] : (SUFFIXES[suffix.toLowerCase()] ?? 1)));
  return value < NO_LIMIT_BYTES ? value : null;
}

/** As `vzctl set` takes one number, in its parameter's own unit; a piece of one counts as a whole. */
export function formatAmount(value: number | null, unit: Unit): string {
  return String(Math.ceil((value ?? NO_LIMIT_BYTES) / UNITS[unit]));
}
