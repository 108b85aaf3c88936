import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainIdSchema, type Definition, type DomainId } from './definition';
import { readDefinition, unreadable, writeDefinition, type Migration } from './definition-file';
import { DurableFolder } from './durable-folder';
import { toFailure, type Failure } from './failure';

/** A file of which no machine could be made: left as it is, shown with its reason, never overwritten. */
export interface UnreadableDefinition {
  readonly path: string;
  /** From the file where it could be made out, else from the file's name. */
  readonly name: string;
  readonly failure: Failure;
}

/** A deleted machine that can still be had back. */
export interface BinEntry<C = unknown> {
  readonly definition: Definition<C>;
  /** When it was deleted: milliseconds since the epoch. */
  readonly binnedAt: number;
}

export interface StoreContents {
  readonly definitions: readonly Definition[];
  readonly bin: readonly BinEntry[];
  readonly unreadable: readonly UnreadableDefinition[];
}

/**
 * Where a list keeps its definitions. Each change is safe on the drive when its call returns, and is there whole or not
 * at all; a typed error leaves the old state intact.
 */
export interface DefinitionStore {
  load(): Promise<StoreContents>;
  save(definition: Definition): Promise<void>;
  /** Puts a definition into the bin, in one step. */
  discard(entry: BinEntry): Promise<void>;
  /** Takes a definition out of the bin and keeps it again, as `definition` says (its name may be another one now). */
  recover(entry: BinEntry, definition: Definition): Promise<void>;
  /** Forgets a definition in the bin for good. */
  purge(entry: BinEntry): Promise<void>;
}

/** For machines that live in memory only. */
export class MemoryStore implements DefinitionStore {
  async load(): Promise<StoreContents> {
    return { definitions: [], bin: [], unreadable: [] };
  }
  async save(_definition: Definition): Promise<void> {}
  async discard(_entry: BinEntry): Promise<void> {}
  async recover(_entry: BinEntry, _definition: Definition): Promise<void> {}
  async purge(_entry: BinEntry): Promise<void> {}
}

const SUFFIX = '.json';
/** How many definitions are read at once: one after the other each would wait for a thread, and for the drive. */
const READS_AT_ONCE = 32;
const BIN_NAME = /^(?<id>[0-9a-f-]{36})\.(?<at>\d+)\.json$/;

export interface FileStoreOptions {
  /** Checks and completes the driver's part; throws where it is wrong. */
  readonly checkConfig: (config: unknown) => unknown;
  readonly format?: number;
  readonly migrations?: ReadonlyMap<number, Migration>;
}

/** One file a machine, `<id>.json`, in a folder that only its owner can read; `bin/<id>.<ms>.json` for a deleted one. */
export class FileStore implements DefinitionStore {
  readonly #live: DurableFolder;
  readonly #bin: DurableFolder;
  /** Files that `load` could not read; `save` keeps away from them. */
  readonly #setAside = new Set<string>();

  constructor(
    readonly folder: string,
    private readonly options: FileStoreOptions,
  ) {
    this.#live = new DurableFolder(folder);
    this.#bin = new DurableFolder(join(folder, 'bin'));
  }

  async load(): Promise<StoreContents> {
    const definitions: Definition[] = [];
    const broken: UnreadableDefinition[] = [];
    const files = (await this.#live.files()).filter((file) => file.endsWith(SUFFIX));
    for (let at = 0; at < files.length; at += READS_AT_ONCE) {
      const some = files.slice(at, at + READS_AT_ONCE);
      const reading = some.map((file) => this.#read(join(this.folder, file), file.slice(0, -SUFFIX.length)));
      for (const read of await Promise.all(reading)) {
        if ('failure' in read) broken.push(read);
        else definitions.push(read);
      }
    }
    const listed = new Set(definitions.map(({ id }) => id));
    const bin = new Map<DomainId, BinEntry>();
    for (const file of await this.#bin.files()) {
      const name = BIN_NAME.exec(file)?.groups;
      if (!name?.['id'] || !name['at']) continue;
      const read = await this.#read(join(this.#bin.path, file), name['id']);
      if ('failure' in read) broken.push(read);
      // Recovered just before the app was killed, or binned twice (files are read oldest first): the other one counts.
      else if (listed.has(read.id)) await this.#bin.remove(file);
      else bin.set(read.id, { definition: read, binnedAt: Number(name['at']) });
    }
    return { definitions, bin: [...bin.values()], unreadable: broken };
  }

  async save(definition: Definition): Promise<void> {
    const file = liveName(definition.id);
    const path = join(this.folder, file);
    if (this.#setAside.has(path))
      throw unreadable(path, 'Paddock does not overwrite a file that it can’t read.');
    await this.#live.write(file, writeDefinition(definition));
  }

  async discard(entry: BinEntry): Promise<void> {
    try {
      await this.#live.move(liveName(entry.definition.id), this.#bin, binName(entry));
    } catch (error) {
      if (toFailure(error).code !== 'file-missing') throw error;
      // Its file was taken away by hand: what is known of the machine is kept all the same.
      await this.#bin.write(binName(entry), writeDefinition(entry.definition));
    }
  }

  async recover(entry: BinEntry, definition: Definition): Promise<void> {
    if (definition.name === entry.definition.name) {
      return this.#bin.move(binName(entry), this.#live, liveName(definition.id)); // takes no space: a full disk is no hindrance
    }
    await this.save(definition); // first: where both are there, `load` takes this one
    await this.#bin.remove(binName(entry));
  }

  async purge(entry: BinEntry): Promise<void> {
    await this.#bin.remove(binName(entry));
  }

  /** The definition in a file that must belong to the machine `id`, or why it is none. */
  async #read(path: string, id: string): Promise<Definition | UnreadableDefinition> {
    let name = id;
    try {
      const text = await readFile(path, 'utf8');
      const read = readDefinition(path, text, { ...this.options, onName: (found) => (name = found) });
      if (read.id !== id) throw unreadable(path, `The file is named for ${id}, but holds ${read.id}.`);
      return read;
    } catch (error) {
      this.#setAside.add(path);
      return { path, name, failure: toFailure(error) };
    }
  }
}

function liveName(id: DomainId): string {
  return `${DomainIdSchema.parse(id)}${SUFFIX}`;
}

function binName({ definition, binnedAt }: BinEntry): string {
  return `${DomainIdSchema.parse(definition.id)}.${binnedAt}${SUFFIX}`;
}
