import { existsSync } from 'node:fs';
import { chmod, link, open, readFile, rename, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { DurableFolder } from '../../../domains/durable-folder';

const RECORD = z.object({ path: z.string().endsWith('.part') });

/** A file under a name of its own until it is whole. */
export interface Making {
  readonly path: string;
  /**
   * Gives the whole file its name, for good, or puts it in the place of the file that has it. Throws EEXIST where another
   * file has the name and is not to be replaced.
   */
  keep(): Promise<void>;
  /** Clears away what has not been kept. */
  end(): Promise<void>;
}

/**
 * Files that are being made, wherever they lie. Each is written down before it is begun, so that one whose making was cut
 * short by a kill is cleared away at the next start: nobody can take half an image for a whole one.
 */
export class Unfinished {
  readonly #folder: DurableFolder;
  #swept: Promise<void> | null = null;

  constructor(private readonly path: string) {
    this.#folder = new DurableFolder(path);
  }

  /** Clears away what an earlier run left. Never throws: what can't be cleared away now is tried again next time. */
  sweep(): Promise<void> {
    this.#swept ??= this.#sweep().catch(() => undefined);
    return this.#swept;
  }

  /**
   * Makes an empty file beside where it will be. Throws what the file system says of where it is to be: also EEXIST, before
   * anything is written, where another file has the name and is not to be replaced.
   */
  async begin(target: string, how: 'fresh' | 'replacing'): Promise<Making> {
    if (how === 'fresh' && existsSync(target)) throw isThere(target);
    await this.sweep(); // or it would take this for one of an earlier run
    const id = randomUUID();
    const path = `${target}.${id.slice(0, 8)}.part`;
    await this.#folder.write(`${id}.json`, JSON.stringify({ path }));
    try {
      await (await open(path, 'wx', 0o600)).close();
    } catch (error) {
      await this.#folder.remove(`${id}.json`);
      // A person knows nothing of this name: what is wrong is wrong with the folder, or with the name that was asked for.
      const { code } = error as NodeJS.ErrnoException;
      const path = code === 'ENAMETOOLONG' || code === 'ENOSPC' ? target : dirname(target);
      throw Object.assign(error as Error, { path });
    }
    return {
      path,
      keep: async () => {
        if (how === 'replacing') await chmod(path, (await stat(target)).mode & 0o777);
        await sync(path);
        await (how === 'replacing' ? rename(path, target) : nameFresh(path, target));
        await sync(dirname(target));
      },
      end: async () => {
        await rm(path, { force: true });
        await this.#folder.remove(`${id}.json`);
      },
    };
  }

  async #sweep(): Promise<void> {
    for (const name of await this.#folder.files()) {
      const text = await readFile(join(this.path, name), 'utf8');
      const { path } = RECORD.parse(JSON.parse(text));
      const isGone = await unlink(path).then(
        () => true,
        (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
      );
      if (!isGone) continue;
      await rmdir(dirname(path)).catch(() => undefined); // the folder of a machine that never came to be
      await this.#folder.remove(name);
    }
  }
}

/** A link is made only where nothing has the name, in one step; a drive without links (FAT) has the next best thing. */
async function nameFresh(made: string, path: string): Promise<void> {
  try {
    await link(made, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw isThere(path);
    await (await open(path, 'wx', 0o600)).close();
    await rename(made, path);
  }
}

function isThere(path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`EEXIST: file already exists, '${path}'`), { code: 'EEXIST', path });
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
