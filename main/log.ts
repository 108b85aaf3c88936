import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const MAX_BYTES = 2 * 1024 * 1024;

/** A log in a private folder, bounded to two files of 2 MiB; also on stderr where `PADDOCK_LOG` is set. */
export class Log {
  readonly #path: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#path = join(folder, 'paddock.log');
  }

  write(subject: string, message: string): void {
    const line = `${new Date().toISOString()} ${subject}: ${message}\n`;
    if (process.env.PADDOCK_LOG) process.stderr.write(line);
    try {
      if ((statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) {
        renameSync(this.#path, `${this.#path}.1`);
      }
      appendFileSync(this.#path, line, { mode: 0o600 });
    } catch {
      // A full disk must not take the app down for want of a log line.
    }
  }

  /** The last lines; of those that were put away as well, where this file is new. */
  async tail(lines: number): Promise<string> {
    const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
    const now = await read(this.#path);
    const enough = now.split('\n').length > lines;
    const all = enough ? now : (await read(`${this.#path}.1`)) + now;
    return all
      .split('\n')
      .slice(-lines - 1)
      .join('\n');
  }

  /** The writer for one subject. */
  about(subject: string): (message: string) => void {
    return (message) => this.write(subject, message);
  }
}
