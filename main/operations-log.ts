import { appendFile, mkdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DomainId } from './domains/definition';
import { LogEntrySchema, type LogEntry } from './domains/happening';

const FILE = 'operations.jsonl';
/** Two files of this size at most: some ten thousand operations, or fewer with long errors. */
const MAX_BYTES = 1024 * 1024;

/**
 * What was done to machines, by whom and how it ended, and what happened to them by itself: one JSON line each, kept over restarts, bounded. Losing a line
 * to a full disk or a cut of the power loses no machine, so lines are not synced, and one that can't be read is skipped.
 */
export class OperationsLog {
  readonly #path: string;
  #writing: Promise<void> = Promise.resolve();
  /** Begins a line of its own: the last line of the run before may have been cut short. */
  #start = '\n';

  constructor(
    private readonly folder: string,
    private readonly log: (message: string) => void,
    private readonly maxBytes = MAX_BYTES,
  ) {
    this.#path = join(folder, FILE);
  }

  append(entry: LogEntry): void {
    this.#writing = this.#writing
      .then(() => this.#write(entry))
      .catch((error: unknown) => this.log(`what happened could not be recorded: ${String(error)}`));
  }

  /** The latest first, at most `limit`, of all machines or of one. */
  async read(limit: number, machine: DomainId | null = null): Promise<readonly LogEntry[]> {
    await this.#writing;
    const found: LogEntry[] = [];
    for (const path of [this.#path, `${this.#path}.1`]) {
      const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n').reverse();
      for (const line of lines) {
        if (found.length >= limit) return found;
        const entry = readLine(line);
        if (entry && (machine === null || entry.id === machine)) found.push(entry);
      }
    }
    return found;
  }

  /** Resolves when all that was appended has been written. */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #write(entry: LogEntry): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const size = await stat(this.#path).then(
      ({ size: bytes }) => bytes,
      () => 0,
    );
    if (size > this.maxBytes) await rename(this.#path, `${this.#path}.1`);
    await appendFile(this.#path, `${this.#start}${JSON.stringify(entry)}\n`, { mode: 0o600 });
    this.#start = '';
  }
}

function readLine(line: string): LogEntry | null {
  if (line === '') return null;
  try {
    const parsed = LogEntrySchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // cut short by a kill or a full disk
  }
}
