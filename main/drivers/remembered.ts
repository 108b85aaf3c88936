import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** An answer that takes a while to find out, kept in a file for as long as what it depends on is as it was. */
export class Remembered<T> {
  readonly #schema: z.ZodType<{ of: string; answer: T }>;

  constructor(
    private readonly file: string,
    answer: z.ZodType<T>,
    private readonly log: (message: string) => void,
  ) {
    this.#schema = z.object({ of: z.string(), answer });
  }

  /** Null where nothing is kept, or what is kept depends on something else. */
  async answer(of: string): Promise<T | null> {
    const text = await readFile(this.file, 'utf8').catch(() => '');
    const kept = this.#schema.safeParse(parseJson(text));
    return kept.success && kept.data.of === of ? kept.data.answer : null;
  }

  /** Never throws: what can't be kept is found out anew. */
  async keep(of: string, answer: T): Promise<void> {
    try {
      await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
      const temporary = `${this.file}.${process.pid}`;
      await writeFile(temporary, JSON.stringify({ of, answer }), { mode: 0o600 });
      await rename(temporary, this.file);
    } catch (error) {
      this.log(`${this.file} could not be kept: ${String(error)}`);
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
