import { constants } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  DEFINITION_FORMAT,
  DefinitionSchema,
  DomainIdSchema,
  type Definition,
  type DomainId,
} from './definition';
import { PaddockError, toFailure, type Failure } from './failure';

/** A file of which no machine could be made: left as it is, shown with its reason, never overwritten. */
export interface UnreadableDefinition {
  readonly path: string;
  /** From the file where it could be made out, else from the file's name. */
  readonly name: string;
  readonly failure: Failure;
}

export interface StoreContents {
  readonly definitions: readonly Definition[];
  readonly unreadable: readonly UnreadableDefinition[];
}

/** Where a list keeps its definitions. */
export interface DefinitionStore {
  load(): Promise<StoreContents>;
  /** Returns when the definition is safe on the disk; throws a typed error with the old one intact. */
  save(definition: Definition): Promise<void>;
  remove(id: DomainId): Promise<void>;
}

/** For machines that live in memory only. */
export class MemoryStore implements DefinitionStore {
  async load(): Promise<StoreContents> {
    return { definitions: [], unreadable: [] };
  }
  async save(): Promise<void> {}
  async remove(): Promise<void> {}
}

const EnvelopeSchema = z.looseObject({ format: z.number().int(), name: z.string().optional() });
const SUFFIX = '.json';

/** One file a machine, `<id>.json`, in a folder that only its owner can read. */
export class FileStore implements DefinitionStore {
  /** Files that `load` could not read; `save` keeps away from them. */
  readonly #setAside = new Set<string>();

  constructor(
    readonly folder: string,
    /** Checks and completes the driver's part; throws where it is wrong. */
    private readonly checkConfig: (config: unknown) => unknown,
  ) {}

  async load(): Promise<StoreContents> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const definitions: Definition[] = [];
    const unreadable: UnreadableDefinition[] = [];
    for (const file of (await readdir(this.folder)).sort()) {
      const path = join(this.folder, file);
      if (file.endsWith(TEMPORARY)) {
        await unlink(path); // a write that was cut short: the machine's real file still stands
        continue;
      }
      if (!file.endsWith(SUFFIX)) continue;
      let name = file.slice(0, -SUFFIX.length);
      try {
        const text = await readFile(path, 'utf8');
        const read = readDefinition(path, text, this.checkConfig, (found) => (name = found));
        if (`${read.id}${SUFFIX}` !== file)
          throw unreadableError(path, `The file is named ${file}, but holds ${read.id}.`);
        definitions.push(read);
      } catch (error) {
        this.#setAside.add(path);
        unreadable.push({ path, name, failure: toFailure(error) });
      }
    }
    return { definitions, unreadable };
  }

  async save(definition: Definition): Promise<void> {
    const path = this.#path(definition.id);
    if (this.#setAside.has(path))
      throw unreadableError(path, 'Paddock does not overwrite a file that it can’t read.');
    await writeDurably(this.folder, path, `${JSON.stringify(definition, null, 2)}\n`);
  }

  async remove(id: DomainId): Promise<void> {
    try {
      await unlink(this.#path(id));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        throw new PaddockError(toFailure(error), { cause: error });
    }
    await syncFolder(this.folder);
  }

  #path(id: DomainId): string {
    return join(this.folder, `${DomainIdSchema.parse(id)}${SUFFIX}`);
  }
}

function readDefinition(
  path: string,
  text: string,
  checkConfig: (config: unknown) => unknown,
  onName: (name: string) => void,
): Definition {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw unreadableError(
      path,
      text.trim() === '' ? 'The file is empty.' : `It is not whole: ${(error as Error).message}.`,
    );
  }
  const envelope = EnvelopeSchema.safeParse(raw);
  if (!envelope.success) throw unreadableError(path, 'It is not a machine’s definition: it tells no format.');
  if (envelope.data.name !== undefined) onName(envelope.data.name);
  if (envelope.data.format > DEFINITION_FORMAT) {
    throw new PaddockError({
      code: 'definition-newer',
      message: 'This machine was saved by a newer Paddock.',
      cause: `Its file has format ${envelope.data.format}; this Paddock knows formats up to ${DEFINITION_FORMAT}.`,
      next: 'Update Paddock to use this machine. Its file is left as it is.',
      remedy: { kind: 'reveal-file', path },
      detail: { path },
    });
  }
  const parsed = DefinitionSchema.safeParse(raw);
  if (!parsed.success) throw unreadableError(path, z.prettifyError(parsed.error));
  try {
    return { ...parsed.data, config: checkConfig(parsed.data.config) };
  } catch (error) {
    throw unreadableError(path, error instanceof z.ZodError ? z.prettifyError(error) : String(error));
  }
}

function unreadableError(path: string, cause: string): PaddockError {
  return new PaddockError({
    code: 'definition-unreadable',
    message: 'This machine’s definition can’t be read.',
    cause,
    next: 'Mend the file or put back a copy of it, then start Paddock again. Nothing was overwritten.',
    remedy: { kind: 'reveal-file', path },
    detail: { path },
  });
}

const TEMPORARY = '.part';

/**
 * Replaces a file so that at any moment either the old or the new text is there: temporary file, sync, rename, sync of
 * the folder. Throws typed errors (`disk-full`, `not-writable` ...), the old file intact.
 */
export async function writeDurably(folder: string, path: string, text: string): Promise<void> {
  const temporary = `${path}${TEMPORARY}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(temporary, constants.O_CREAT | constants.O_WRONLY | constants.O_TRUNC, 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw new PaddockError(toFailure(error), { cause: error });
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
