import { watch, type FSWatcher } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { PaddockError } from '../../domains/failure';
import type { TextConsole } from '../driver';

/** How much of what was shown before is shown when a console is opened. */
export const HISTORY_MAX_BYTES = 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
/** QEMU writes its log just after the socket: the second look for what came in between, in ms. */
const SECOND_LOOK_MS = 20;

/**
 * One serial line of a running machine, for all who open it. QEMU takes one client and replays nothing, but logs every
 * byte; so what is shown is always read from the log, history and news alike, and joins without gap or repetition. The
 * socket carries what is typed; what comes out of it is thrown away at once and only tells that the log has grown, so
 * that a slow viewer never stalls the guest.
 */
export class SerialLine {
  readonly #tails = new Set<LogTail>();
  #socket: Promise<Socket> | null = null;
  #watcher: FSWatcher | null = null;
  #secondLook: NodeJS.Timeout | null = null;
  #ended = false;

  constructor(
    private readonly socketPath: string,
    private readonly logPath: string,
    private readonly log: (message: string) => void,
  ) {}

  /** Throws `connection-lost` where the line can't be had. */
  async open(): Promise<TextConsole> {
    if (this.#ended) throw lineLost('The machine has stopped.');
    const file = await open(this.logPath, 'r').catch((error: Error) => {
      throw lineLost(error.message);
    });
    let tail: LogTail | undefined;
    try {
      const { history, end } = await readTail(file, HISTORY_MAX_BYTES);
      const live = new LogTail(file, end, this.log);
      tail = live;
      this.#tails.add(live);
      live.once('close', () => this.#left(live));
      const socket = await this.#connected();
      if (this.#ended) live.finish();
      return {
        history,
        output: live,
        input: inputOf(socket),
        close: () => live.destroy(),
      };
    } catch (error) {
      if (tail) tail.destroy();
      else await file.close();
      throw error;
    }
  }

  /** The machine has ended: whoever watches gets what is left, then the end. */
  end(): void {
    this.#ended = true;
    for (const tail of this.#tails) tail.finish();
    this.#letGo();
  }

  /** Lets go of the line and of all who watch it; the machine does not notice. */
  close(): void {
    this.#ended = true;
    for (const tail of this.#tails) tail.destroy();
    this.#letGo();
  }

  #connected(): Promise<Socket> {
    this.#socket ??= this.#connect();
    return this.#socket;
  }

  #connect(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.socketPath);
      socket.once('connect', () => {
        this.#watch();
        resolve(socket);
      });
      socket.on('data', () => this.#grown());
      socket.on('error', (error) => {
        this.log(`serial line: ${error.message}`);
        reject(lineLost(error.message));
      });
      socket.once('close', () => {
        this.#socket = null;
        reject(lineLost('It was closed.'));
      });
    });
  }

  #watch(): void {
    try {
      this.#watcher ??= watch(this.logPath, { persistent: false }, () => this.#wake());
      this.#watcher.on('error', (error) => this.log(`serial log: ${error.message}`));
    } catch (error) {
      this.log(`serial log can’t be watched, the socket tells alone: ${String(error)}`); // too many watches
    }
  }

  #grown(): void {
    this.#wake();
    this.#secondLook ??= setTimeout(() => {
      this.#secondLook = null;
      this.#wake();
    }, SECOND_LOOK_MS);
  }

  #wake(): void {
    for (const tail of this.#tails) tail.wake();
  }

  #left(tail: LogTail): void {
    this.#tails.delete(tail);
    if (this.#tails.size === 0) this.#letGo(); // so that another program may have the line
  }

  #letGo(): void {
    this.#watcher?.close();
    this.#watcher = null;
    if (this.#secondLook) clearTimeout(this.#secondLook);
    this.#secondLook = null;
    this.#socket?.then(
      (socket) => socket.destroy(),
      () => undefined,
    );
    this.#socket = null;
  }
}

/** A growing file from a point on, at the reader's pace. Ends when it is told that the file grows no more. */
class LogTail extends Readable {
  #position: number;
  #wanted = false;
  #reading = false;
  #again = false;
  #last = false;

  constructor(
    private readonly file: FileHandle,
    from: number,
    private readonly log: (message: string) => void,
  ) {
    super({ highWaterMark: CHUNK_BYTES });
    this.#position = from;
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
          const { bytesRead } = await this.file.read(buffer, 0, CHUNK_BYTES, this.#position);
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

function inputOf(socket: Socket): Writable {
  return new Writable({
    write: (bytes: Uint8Array, _encoding, done) => {
      // What is typed into a machine that has just stopped goes nowhere, as on a real line.
      if (socket.destroyed) done();
      else socket.write(bytes, () => done());
    },
  });
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

function lineLost(cause: string): PaddockError {
  return new PaddockError({
    code: 'connection-lost',
    message: 'The machine’s serial line can’t be reached.',
    cause,
    next: 'Look at the machine’s state, then open the console again.',
    remedy: { kind: 'retry' },
  });
}
