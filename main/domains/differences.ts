/** One thing that is not the same in two values of one shape; undefined for what one of them lacks. */
export interface Difference {
  /** Where, such as `networks.net0.link`: what has an identity goes by it, everything else by name or number. */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What differs between two values, the smallest parts that tell it. */
export function differencesOf(from: unknown, to: unknown, path = ''): readonly Difference[] {
  if (Object.is(from, to)) return [];
  const [a, b] = [partsOf(from), partsOf(to)];
  if (!a || !b || Array.isArray(from) !== Array.isArray(to)) return [{ path, from, to }];
  const names = [...a.keys(), ...[...b.keys()].filter((name) => !a.has(name))];
  return names.flatMap((name) =>
    differencesOf(a.get(name), b.get(name), path === '' ? name : `${path}.${name}`),
  );
}

function partsOf(value: unknown): ReadonlyMap<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  return new Map(value.map((one: unknown, index) => [identityOf(one) ?? String(index), one]));
}

function identityOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null;
  return typeof value.id === 'string' ? value.id : null;
}
