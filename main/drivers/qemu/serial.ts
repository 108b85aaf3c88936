import { watch, type FSWatcher } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { PaddockError } from '../../domains/failure';
import type { TextConsole } from '../driver';
import { SerialLog, type LogTail } from './serial-log';

/** How often a log is looked at for its size, in ms. */
const ROTATE_EVERY_MS = 30_000;
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

  readonly #history: SerialLog;
  readonly #rotation: NodeJS.Timeout;

  constructor(
    private readonly socketPath: string,
    private readonly logPath: string,
    private readonly log: (message: string) => void,
  ) {
    this.#history = new SerialLog(logPath, log);
    const rotate = (): void =>
      void this.#history.rotate([...this.#tails]).catch((error) => log(`serial log: ${String(error)}`));
    this.#rotation = setInterval(rotate, ROTATE_EVERY_MS);
    this.#rotation.unref();
  }

  /** Throws `connection-lost` where the line can't be had. */
  async open(): Promise<TextConsole> {
    if (this.#ended) throw lineLost('The machine has stopped.');
    const { history, tail } = await this.#history
      .open((opened) => this.#tails.add(opened))
      .catch((error: Error) => {
        throw lineLost(error.message);
      });
    tail.once('close', () => this.#left(tail));
    try {
      const socket = await this.#connected();
      if (this.#ended) tail.finish();
      return { history, output: tail, input: inputOf(socket), close: () => tail.destroy() };
    } catch (error) {
      tail.destroy();
      throw error;
    }
  }

  /** The machine has ended: whoever watches gets what is left, then the end. */
  end(): void {
    this.#ended = true;
    clearInterval(this.#rotation);
    for (const tail of this.#tails) tail.finish();
    this.#letGo();
  }

  /** Lets go of the line and of all who watch it; the machine does not notice. */
  close(): void {
    this.#ended = true;
    clearInterval(this.#rotation);
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

function inputOf(socket: Socket): Writable {
  return new Writable({
    write: (bytes: Uint8Array, _encoding, done) => {
      // What is typed into a machine that has just stopped goes nowhere, as on a real line.
      if (socket.destroyed) done();
      else socket.write(bytes, () => done());
    },
  });
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
