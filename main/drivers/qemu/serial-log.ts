import { fstatSync, ftruncateSync } from 'node:fs';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Mutex } from 'async-mutex';

/** How much of what was shown before is shown when a console is opened. */
export const HISTORY_MAX_BYTES = 1024 * 1024;
/** A log larger than this is rotated; the one before it is kept beside it. */
export const LOG_MAX_BYTES = 8 * 1024 * 1024;
/** A viewer that is slow holds a rotation up to this size, and misses a part then. */
const LOG_LIMIT_BYTES = 4 * LOG_MAX_BYTES;
const CHUNK_BYTES = 64 * 1024;

/** Where what was rotated away is kept. */
export function olderLog(path: string): string {
  return `${path}.1`;
}

/** All that a serial line has sent, as QEMU logs it: a file that grows, and is cut when it has grown large. */
export class SerialLog {
  /** Held while a tail is opened or the file is cut: their positions must agree. */
  readonly #turn = new Mutex();
  /** How many bytes have been cut off since this object was made. */
  #cut = 0;

  constructor(
    private readonly path: string,
    private readonly log: (message: string) => void,
  ) {}

  /** The last of what was sent, and what comes from then on; `opened` hears of the tail before the next rotation. */
  open(opened: (tail: LogTail) => void): Promise<{ readonly history: Uint8Array; readonly tail: LogTail }> {
    return this.#turn.runExclusive(async () => {
      const file = await open(this.path, 'r');
      try {
        const { history, end } = await readTail(file, HISTORY_MAX_BYTES);
        const tail = new LogTail(file, this.#cut + end, this.#cut, this.log);
        opened(tail);
        return { history: await this.#withOlder(history, end), tail };
      } catch (error) {
        await file.close();
        throw error;
      }
    });
  }

  /** Puts what came before a rotation in front of a history that is short. */
  async #withOlder(history: Uint8Array, size: number): Promise<Uint8Array> {
    if (size >= HISTORY_MAX_BYTES) return history;
    const file = await open(olderLog(this.path), 'r').catch(() => null);
    if (!file) return history;
    try {
      const older = await readTail(file, HISTORY_MAX_BYTES - history.length);
      return Buffer.concat([older.history, history]);
    } finally {
      await file.close();
    }
  }

  /**
   * Cuts a log that is larger than `limit` bytes, and keeps what was in it beside it. QEMU has the file open and appends to
   * it, so it can't be renamed away: it is copied and emptied. The last look and the emptying are one step of this process,
   * some microseconds, in which QEMU's bytes would be lost.
   */
  rotate(tails: readonly LogTail[], limit = LOG_MAX_BYTES): Promise<void> {
    return this.#turn.runExclusive(async () => {
      const { size } = await stat(this.path);
      if (size < limit) return;
      const isBehind = tails.some((tail) => tail.position < this.#cut + size - CHUNK_BYTES);
      if (isBehind && size < LOG_LIMIT_BYTES) return;
      const part = `${olderLog(this.path)}.part`;
      const from = await open(this.path, 'r+');
      const to = await open(part, 'w', 0o600);
      try {
        this.#cut += await copyAndEmpty(from, to);
        // It is empty, whatever becomes of the copy.
        for (const tail of tails) tail.cutTo(this.#cut);
        await rename(part, olderLog(this.path));
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      } finally {
        await from.close();
        await to.close();
      }
    });
  }
}

/** Copies a file that grows and empties it once nothing is left to copy. Returns how many bytes it had. */
async function copyAndEmpty(from: FileHandle, to: FileHandle): Promise<number> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let copied = 0;
  for (;;) {
    const { bytesRead } = await from.read(buffer, 0, CHUNK_BYTES, copied);
    if (bytesRead > 0) {
      await to.writeFile(buffer.subarray(0, bytesRead)); // goes on where the last one ended
      copied += bytesRead;
    } else if (fstatSync(from.fd).size === copied) {
      ftruncateSync(from.fd, 0);
      return copied;
    }
  }
}

/** A growing file from a point on, at the reader's pace. Ends when it is told that the file grows no more. */
export class LogTail extends Readable {
  #position: number;
  #cut: number;
  #wanted = false;
  #reading = false;
  #again = false;
  #last = false;

  /** Positions count what was cut off as well. */
  constructor(
    private readonly file: FileHandle,
    from: number,
    cut: number,
    private readonly log: (message: string) => void,
  ) {
    super({ highWaterMark: CHUNK_BYTES });
    this.#position = from;
    this.#cut = cut;
  }

  get position(): number {
    return this.#position;
  }

  /** The file holds what comes after this position now. */
  cutTo(position: number): void {
    this.#cut = position;
    this.wake();
  }

  wake(): void {
    void this.#read();
  }

  finish(): void {
    this.#last = true;
    this.wake();
  }

  override _read(): void {
    this.#wanted = true;
    this.wake();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.file.close().then(
      () => callback(error),
      () => callback(error),
    );
  }

  async #read(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    try {
      do {
        this.#again = false;
        while (this.#wanted && !this.destroyed) {
          const last = this.#last; // asked before reading: what is written after the end does not exist
          const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
          this.#position = Math.max(this.#position, this.#cut); // what it was too slow for is gone
          const { bytesRead } = await this.file.read(buffer, 0, CHUNK_BYTES, this.#position - this.#cut);
          if (bytesRead > 0) {
            this.#position += bytesRead;
            this.#wanted = this.push(buffer.subarray(0, bytesRead));
          } else {
            if (last) {
              this.#wanted = false;
              this.push(null);
            }
            break;
          }
        }
      } while (this.#again && !this.destroyed);
    } catch (error) {
      if (!this.destroyed) {
        this.log(`serial log: ${String(error)}`);
        this.push(null);
      }
    } finally {
      this.#reading = false;
    }
  }
}

async function readTail(
  file: FileHandle,
  most: number,
): Promise<{ readonly history: Uint8Array; readonly end: number }> {
  const { size } = await file.stat();
  const from = Math.max(0, size - most);
  const buffer = Buffer.alloc(size - from);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return { history: buffer.subarray(0, filled), end: from + filled };
}
