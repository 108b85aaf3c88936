import { z } from 'zod';
import { DEFINITION_FORMAT, DefinitionSchema, type Definition } from './definition';
import { PaddockError } from './failure';

/** Makes a definition of one format into one of the next. Its `format` is counted up by the caller. */
export type Migration = (old: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** By the format they start from. A definition is migrated as it is read; its file changes with the next save. */
export const MIGRATIONS: ReadonlyMap<number, Migration> = new Map();

/** Made once: zod writes a program for each schema when it is first used. */
const CurrentSchema = DefinitionSchema.extend({ format: z.number() });
const EnvelopeSchema = z.looseObject({ format: z.number().int(), name: z.string().optional() });

export interface ReadingOptions {
  /** Checks and completes the driver's part; throws where it is wrong. */
  readonly checkConfig: (config: unknown) => unknown;
  /** Hears the name as soon as it is known, for a file that turns out to be wrong further on. */
  readonly onName?: (name: string) => void;
  readonly format?: number;
  readonly migrations?: ReadonlyMap<number, Migration>;
}

/** Reads the text of a definition's file. Throws `definition-newer` or `definition-unreadable` with the reason. */
export function readDefinition(path: string, text: string, options: ReadingOptions): Definition {
  const { checkConfig, onName, format = DEFINITION_FORMAT, migrations = MIGRATIONS } = options;
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw unreadable(
      path,
      text.trim() === '' ? 'The file is empty.' : `It is not whole: ${(error as Error).message}.`,
    );
  }
  const envelope = EnvelopeSchema.safeParse(raw);
  if (!envelope.success) throw unreadable(path, 'It is not a machine’s definition: it tells no format.');
  if (envelope.data.name !== undefined) onName?.(envelope.data.name);
  if (envelope.data.format > format) {
    throw new PaddockError({
      code: 'definition-newer',
      message: 'This machine was saved by a newer Paddock.',
      cause: `Its file has format ${envelope.data.format}; this Paddock knows formats up to ${format}.`,
      next: 'Update Paddock to use this machine. Its file is left as it is.',
      remedy: { kind: 'reveal-file', path },
      detail: { path },
    });
  }
  let current: Record<string, unknown> = envelope.data;
  for (let from = envelope.data.format; from < format; from++) {
    const migration = migrations.get(from);
    if (!migration) throw unreadable(path, `It has format ${from}, which no Paddock ever wrote.`);
    try {
      current = { ...migration(current), format: from + 1 };
    } catch (error) {
      throw unreadable(path, `It could not be brought from format ${from} to ${from + 1}: ${String(error)}`);
    }
  }
  const parsed = CurrentSchema.safeParse(current);
  if (!parsed.success) throw unreadable(path, z.prettifyError(parsed.error));
  try {
    return { ...parsed.data, format: DEFINITION_FORMAT, config: checkConfig(parsed.data.config) };
  } catch (error) {
    throw unreadable(path, error instanceof z.ZodError ? z.prettifyError(error) : String(error));
  }
}

export function writeDefinition(definition: Definition): string {
  return `${JSON.stringify(definition, null, 2)}\n`;
}

export function unreadable(path: string, cause: string): PaddockError {
  return new PaddockError({
    code: 'definition-unreadable',
    message: 'This machine’s definition can’t be read.',
    cause,
    next: 'Mend the file or put back a copy of it, then start Paddock again. Nothing was overwritten.',
    remedy: { kind: 'reveal-file', path },
    detail: { path },
  });
}
