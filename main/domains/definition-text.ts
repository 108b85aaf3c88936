import { z } from 'zod';
import { DefinitionSchema, nameProblem, type Definition } from './definition';
import { differencesOf } from './differences';
import { PaddockError } from './failure';

/** What is wrong with a definition that a person has edited, and where: names and numbers of JSON, outermost first. */
export interface DefinitionProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What a definition is known by, and what only Paddock writes. */
const FIXED = ['format', 'id', 'driver', 'createdAt', 'snapshots', 'snapshot'] as const;

export type ReadText =
  | { readonly definition: Definition; readonly problems: readonly [] }
  | { readonly definition: null; readonly problems: readonly DefinitionProblem[] };

/** The text in which a definition is edited. */
export function textOf(definition: Definition): string {
  return JSON.stringify(definition, null, 2);
}

/**
 * Reads a definition that a person has edited. `checkConfig` is the driver's schema. What neither schema knows is a problem
 * too: it would be gone without a word otherwise.
 */
export function readText(text: string, current: Definition, checkConfig: z.ZodType): ReadText {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return { definition: null, problems: [{ path: [], message: (error as Error).message }] };
  }
  const schema = DefinitionSchema.extend({ config: checkConfig });
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.map(plain), message }));
    return { definition: null, problems };
  }
  const definition: Definition = parsed.data;
  const fixed = FIXED.filter((name) => differencesOf(definition[name], current[name]).length > 0).map(
    (name) => ({ path: [name], message: 'This can’t be changed here.' }),
  );
  const unknown = unknownIn(raw, definition).map((path) => ({
    path,
    message: 'Paddock does not know this.',
  }));
  const named = nameProblem(definition.name);
  const problems: DefinitionProblem[] = [
    ...fixed,
    ...unknown,
    ...(named === undefined ? [] : [{ path: ['name'], message: named }]),
  ];
  return problems.length === 0 ? { definition, problems: [] } : { definition: null, problems };
}

/** Throws `argument-invalid` for what is wrong with an edited definition. */
export function checkText(read: ReadText): Definition {
  if (read.definition) return read.definition;
  throw new PaddockError({
    code: 'argument-invalid',
    message: 'The definition can’t be saved like this.',
    cause: read.problems
      .slice(0, 5)
      .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
      .join('\n'),
    next: 'Mend what is marked. Nothing was changed.',
    field: ['definition', ...(read.problems[0]?.path ?? [])].join('.'),
  });
}

/** Where something stands in `raw` that is not in what was made of it. */
function unknownIn(
  raw: unknown,
  made: unknown,
  path: readonly (string | number)[] = [],
): (string | number)[][] {
  if (typeof raw !== 'object' || raw === null || typeof made !== 'object' || made === null) return [];
  const isList = Array.isArray(raw);
  return Object.entries(raw).flatMap(([name, value]) => {
    const at = [...path, isList ? Number(name) : name];
    if (!(name in made)) return [at];
    return unknownIn(value, (made as Readonly<Record<string, unknown>>)[name], at);
  });
}

function plain(key: PropertyKey): string | number {
  return typeof key === 'symbol' ? String(key) : key;
}
