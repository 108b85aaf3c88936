import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Semaphore } from 'async-mutex';
import { PaddockError, toFailure } from './failure';

const TEMPORARY = '.part';

/** How many files are written at once: beyond this more only costs open files, not time. */
const WRITES_AT_ONCE = 32;

/**
 * A private folder whose files change whole or not at all, and are on the drive when a call returns. Changes that come
 * at once share one sync of the folder (group commit). Throws typed errors (`disk-full`, `not-writable` ...), the old
 * files intact.
 */
export class DurableFolder {
  readonly #writers = new Semaphore(WRITES_AT_ONCE);
  #syncing: Promise<void> | null = null;
  /** The sync that whoever comes while one runs will share. */
  #next: Promise<void> | null = null;

  constructor(readonly path: string) {}

  /** The names of its files; what a cut short write left is cleared away first: the real file still stands. */
  async files(): Promise<readonly string[]> {
    return typed(async () => {
      await this.#make();
      const names = (await readdir(this.path)).sort();
      // What can't be cleared away hurts nobody: the list must open.
      const left = names.filter((name) => name.endsWith(TEMPORARY));
      for (const name of left) await unlink(join(this.path, name)).catch(() => undefined);
      return names.filter((name) => !name.endsWith(TEMPORARY));
    });
  }

  /** Puts a file in the place of the old one: temporary file, sync, rename, sync of the folder. */
  async write(name: string, text: string): Promise<void> {
    const path = join(this.path, name);
    const temporary = `${path}${TEMPORARY}`;
    await typed(async () => {
      try {
        await this.#writers.runExclusive(async () => {
          const file = await this.#create(temporary);
          try {
            await file.writeFile(text);
            await file.sync();
          } finally {
            await file.close();
          }
          await rename(temporary, path);
        });
        await this.#sync();
      } catch (error) {
        await unlink(temporary).catch(() => undefined);
        throw error;
      }
    });
  }

  /** Does nothing where the file is gone already. */
  async remove(name: string): Promise<void> {
    await typed(async () => {
      try {
        await unlink(join(this.path, name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
      await this.#sync();
    });
  }

  /** Moves a file into another folder of the same drive in one step. Throws `file-missing`. */
  async move(name: string, to: DurableFolder, as: string): Promise<void> {
    await typed(async () => {
      await to.#make();
      await rename(join(this.path, name), join(to.path, as));
      // The new entry first: between the two syncs a cut of the power may show the file twice, but never not at all.
      await to.#sync();
      await this.#sync();
    });
  }

  /** The folder is made where it is missing, and only then: asking first would cost each write a call. */
  async #create(path: string): Promise<FileHandle> {
    const flags = constants.O_CREAT | constants.O_WRONLY | constants.O_TRUNC;
    try {
      return await open(path, flags, 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await this.#make();
      return open(path, flags, 0o600);
    }
  }

  #make(): Promise<unknown> {
    return mkdir(this.path, { recursive: true, mode: 0o700 });
  }

  /** A sync that begins after this call. */
  #sync(): Promise<void> {
    if (!this.#syncing) return this.#startSync();
    this.#next ??= this.#syncing
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.#startSync();
      });
    return this.#next;
  }

  #startSync(): Promise<void> {
    const sync = syncFolder(this.path).finally(() => {
      if (this.#syncing === sync) this.#syncing = null;
    });
    this.#syncing = sync;
    return sync;
  }
}

/** Replaces one file durably, whatever folder it is in. */
export function writeDurably(path: string, text: string): Promise<void> {
  return new DurableFolder(dirname(path)).write(basename(path), text);
}

export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function typed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new PaddockError(toFailure(error), { cause: error });
  }
}
