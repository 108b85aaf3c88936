import { connect, type Socket } from 'node:net';
import { z } from 'zod';
import { PaddockError } from '../../domains/failure';

const GreetingSchema = z.object({
  QMP: z.object({
    version: z.object({
      qemu: z.object({ major: z.number(), minor: z.number(), micro: z.number() }),
    }),
  }),
});
const ReturnSchema = z.object({ id: z.number(), return: z.unknown() });
const ErrorSchema = z.object({
  id: z.number().optional(),
  error: z.object({ class: z.string(), desc: z.string() }),
});
const EventSchema = z.object({
  event: z.string(),
  data: z.record(z.string(), z.unknown()).default({}),
  timestamp: z.object({ seconds: z.number(), microseconds: z.number() }),
});

export interface QmpEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A command that QEMU refused. */
export class QmpCommandError extends PaddockError {
  constructor(
    readonly command: string,
    readonly errorClass: string,
    readonly description: string,
  ) {
    super({
      code: 'program-failed',
      message: `QEMU refused “${command}”.`,
      cause: description,
      next: 'Try again; if it stays so, copy the details and report them.',
      detail: { output: `${errorClass}: ${description}` },
    });
  }
}

interface Pending {
  readonly command: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: PaddockError) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

/** Far beyond any message that Paddock asks for; a peer that sends more without a line end is no QEMU. */
const LINE_MAX_BYTES = 16 * 1024 * 1024;
/** How long a command may take unless told otherwise, in ms. */
const COMMAND_LIMIT_MS = 10_000;

export interface QmpClientOptions {
  readonly onEvent: (event: QmpEvent) => void;
  /** Told of lines that are no messages; they are left out. */
  readonly log: (message: string) => void;
}

/**
 * A client of QEMU's machine protocol on a unix socket. QEMU serves one client at a time: a second one is connected but
 * gets no greeting until the first has left, which is what `ready` waits for. QEMU takes what it is told in turn, so that
 * commands can be given at once: it comes to them when it has greeted.
 */
export class QmpClient {
  /** Resolves when QEMU has greeted and takes commands; rejects when the connection ends before. */
  readonly ready: Promise<void>;
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #options: QmpClientOptions;
  readonly #pending = new Map<number, Pending>();
  #partial: Buffer[] = [];
  #partialBytes = 0;
  #nextId = 1;
  #open = true;
  #onReady!: () => void;
  #onFailed!: (error: PaddockError) => void;

  private constructor(socket: Socket, options: QmpClientOptions) {
    this.#socket = socket;
    this.#options = options;
    this.ready = new Promise((resolve, reject) => {
      this.#onReady = resolve;
      this.#onFailed = reject;
    });
    this.ready.catch(() => undefined); // whoever never asks for it must not bring the process down
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('error', (error) => options.log(`QMP: ${error.message}`));
    socket.on('close', () => this.#ended());
    // Before the greeting, which saves a trip; it comes as late as QEMU's other client leaves.
    this.#send('qmp_capabilities', undefined, null).then(
      () => this.#onReady(),
      (error: PaddockError) => this.#onFailed(error),
    );
  }

  /** Throws the system's error (ENOENT, ECONNREFUSED ...) where nobody listens. */
  static connect(path: string, options: QmpClientOptions): Promise<QmpClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(path);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new QmpClient(socket, options));
      });
    });
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Waits for the greeting; false when it has not come within `limitMs`: someone else is attached. */
  async greetedWithin(limitMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), limitMs);
    });
    try {
      return await Promise.race([this.ready.then(() => true), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Runs one command and checks its answer. Throws QmpCommandError where QEMU refuses, `timeout`, `connection-lost`,
   * and `program-failed` for an answer that can't be understood.
   */
  async execute<T>(
    command: string,
    schema: z.ZodType<T>,
    args?: Readonly<Record<string, unknown>>,
    limitMs = COMMAND_LIMIT_MS,
  ): Promise<T> {
    const value = await this.#send(command, args, limitMs);
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new PaddockError({
      code: 'program-failed',
      message: `QEMU’s answer to “${command}” can’t be understood.`,
      cause: z.prettifyError(parsed.error),
      next: 'This version of QEMU may be unknown to Paddock: copy the details and report them.',
      detail: { output: JSON.stringify(value).slice(0, 2000) },
    });
  }

  /** Runs a command whose answer tells nothing. Throws as `execute`. */
  async run(command: string, args?: Readonly<Record<string, unknown>>, limitMs?: number): Promise<void> {
    await this.execute(command, z.unknown(), args, limitMs);
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(
    command: string,
    args: Readonly<Record<string, unknown>> | undefined,
    limitMs: number | null,
  ): Promise<unknown> {
    if (!this.#open) return Promise.reject(connectionLost(command));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const late = (ms: number): void => {
        this.#pending.delete(id);
        reject(unanswered(command, ms));
      };
      const timer = limitMs === null ? undefined : setTimeout(late, limitMs, limitMs);
      this.#pending.set(id, { command, resolve, reject, timer });
      this.#say(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    });
  }

  /** What is said in one go is written in one: each write may hand the processor over to QEMU. */
  #say(line: string): void {
    if (!this.#socket.writableCorked) {
      this.#socket.cork();
      process.nextTick(() => this.#socket.uncork());
    }
    this.#socket.write(line);
  }

  #take(bytes: Buffer): void {
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      this.#partial.push(bytes.subarray(start, end));
      const line = Buffer.concat(this.#partial).toString('utf8').trim();
      this.#partial = [];
      this.#partialBytes = 0;
      start = end + 1;
      if (line) this.#message(line);
    }
    if (start === bytes.length) return;
    this.#partial.push(bytes.subarray(start));
    this.#partialBytes += bytes.length - start;
    if (this.#partialBytes > LINE_MAX_BYTES) this.#socket.destroy();
  }

  #message(line: string): void {
    if (!this.#understood(parseJson(line)))
      this.#options.log(`QMP: a line that is no message: ${line.slice(0, 200)}`);
  }

  /** By the key that each kind of message has: to try all schemas on each would cost more than the rest. */
  #understood(message: unknown): boolean {
    if (typeof message !== 'object' || message === null) return false;
    if ('return' in message) {
      const { success, data } = ReturnSchema.safeParse(message);
      if (success) this.#settle(data.id)?.resolve(data.return);
      return success;
    }
    if ('event' in message) {
      const { success, data } = EventSchema.safeParse(message);
      if (success) {
        const { seconds, microseconds } = data.timestamp;
        this.#options.onEvent({
          name: data.event,
          data: data.data,
          at: seconds * 1000 + microseconds / 1000,
        });
      }
      return success;
    }
    if ('error' in message) {
      const { success, data } = ErrorSchema.safeParse(message);
      if (!success) return false;
      const { id, error } = data;
      const pending = this.#settle(id);
      pending?.reject(new QmpCommandError(pending.command, error.class, error.desc));
      if (!pending) this.#options.log(`QMP: ${error.class}: ${error.desc}`);
      return true;
    }
    return GreetingSchema.safeParse(message).success;
  }

  #settle(id: number | undefined): Pending | undefined {
    if (id === undefined) return undefined;
    const pending = this.#pending.get(id);
    if (!pending) return undefined;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    return pending;
  }

  #ended(): void {
    this.#open = false;
    this.#onFailed(connectionLost('qmp_capabilities'));
    for (const { command, reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(connectionLost(command));
    }
    this.#pending.clear();
  }
}

function unanswered(command: string, limitMs: number): PaddockError {
  return new PaddockError({
    code: 'timeout',
    message: `QEMU did not answer “${command}”.`,
    cause: `It was given ${limitMs / 1000} s. The machine may hang, or the computer is very busy.`,
    next: 'Try again, or force the machine off.',
    remedy: { kind: 'destroy' },
  });
}

function connectionLost(command: string): PaddockError {
  return new PaddockError({
    code: 'connection-lost',
    message: 'The connection to QEMU has ended.',
    cause: `“${command}” had no answer: the machine has stopped, or QEMU has.`,
    next: 'Look at the machine’s state.',
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
