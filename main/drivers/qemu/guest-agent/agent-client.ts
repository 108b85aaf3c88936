import { randomInt } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** The agent sends it before the answer to a delimited synchronisation, and forgets half a command where it reads it. */
const SENTINEL = 0xff;
const LINE_END = 10;
/** Far beyond what is asked for: a guest that sends more without a line end is not listened to any longer. */
const LINE_MAX_BYTES = 1024 * 1024;

/** Nor to one that sends more answers than there were questions. */
const ANSWERS_MAX = 100;

const AnswerSchema = z.union([
  z.object({ error: z.object({ class: z.string(), desc: z.string() }) }),
  z.object({ return: z.unknown() }),
]);
type Answer = z.infer<typeof AnswerSchema>;

/** The agent is there and refuses: it does not know the command, or may not do it. */
export class AgentRefusal extends Error {}

/** It does not answer in time, not so that it can be understood, or has gone. */
export class AgentSilence extends Error {}

/**
 * One conversation with the agent inside a guest, over the socket at the other end of its port. It has no numbers for its
 * answers: commands go one after the other, and after one without an answer nothing can be asked any more. Source: QEMU's
 * docs/interop/qemu-ga-ref.
 */
export class AgentClient {
  readonly #socket: Socket;
  #partial: Buffer[] = [];
  #partialBytes = 0;
  readonly #answers: Answer[] = [];
  #wake: (() => void) | null = null;
  #open = true;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => {
      this.#open = false;
      this.#wake?.();
    });
  }

  /**
   * Connects and waits until the agent answers this conversation, not what was asked before. Throws AgentSilence after
   * `limitMs`, and the system's error where nobody listens. `signal` ends the conversation, now or later.
   */
  static async reach(path: string, limitMs: number, signal: AbortSignal): Promise<AgentClient> {
    const client = new AgentClient(await connected(path));
    if (signal.aborted) client.close();
    else signal.addEventListener('abort', () => client.close(), { once: true });
    try {
      await client.#synchronise(limitMs);
      return client;
    } catch (error) {
      client.close();
      throw error;
    }
  }

  /** Runs one command. Throws AgentRefusal, and AgentSilence after `limitMs`. */
  async execute<T>(
    command: string,
    schema: z.ZodType<T>,
    limitMs: number,
    args?: Readonly<Record<string, unknown>>,
  ): Promise<T> {
    this.#send({ execute: command, arguments: args });
    const answer = await this.#answer(Date.now() + limitMs);
    if (!answer) throw new AgentSilence(`no answer to ${command}`);
    if ('error' in answer) throw new AgentRefusal(answer.error.desc);
    const parsed = schema.safeParse(answer.return);
    if (parsed.success) return parsed.data;
    throw new AgentRefusal(`its answer to ${command} can’t be understood: ${parsed.error.message}`);
  }

  /**
   * Runs a command that has an answer only where it fails. Resolves when the machine has gone, or after `limitMs` without a
   * refusal. Throws AgentRefusal.
   */
  async order(command: string, args: Readonly<Record<string, unknown>>, limitMs: number): Promise<void> {
    this.#send({ execute: command, arguments: args });
    const answer = await this.#answer(Date.now() + limitMs);
    if (answer && 'error' in answer) throw new AgentRefusal(answer.error.desc);
  }

  close(): void {
    this.#socket.destroy();
  }

  async #synchronise(limitMs: number): Promise<void> {
    const end = Date.now() + limitMs;
    const id = randomInt(1, 2 ** 31);
    this.#socket.write(Buffer.from([SENTINEL]));
    this.#send({ execute: 'guest-sync-delimited', arguments: { id } });
    for (;;) {
      const answer = await this.#answer(end);
      if (!answer) throw new AgentSilence('no agent answers');
      if ('return' in answer && answer.return === id) return;
    }
  }

  #send(message: unknown): void {
    this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  /** The next answer; undefined where none has come by `end`, or the connection has ended. */
  async #answer(end: number): Promise<Answer | undefined> {
    const late = new AbortController();
    try {
      while (this.#answers.length === 0 && this.#open && Date.now() < end) {
        const woken = new Promise<void>((resolve) => (this.#wake = resolve));
        const waited = delay(end - Date.now(), undefined, { signal: late.signal }).catch(() => undefined);
        await Promise.race([woken, waited]);
      }
      return this.#answers.shift();
    } finally {
      this.#wake = null;
      late.abort();
    }
  }

  #take(bytes: Buffer): void {
    let start = 0;
    for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, start)) {
      this.#partial.push(bytes.subarray(start, end));
      this.#line(Buffer.concat(this.#partial));
      this.#partial = [];
      this.#partialBytes = 0;
      start = end + 1;
    }
    this.#partial.push(bytes.subarray(start));
    this.#partialBytes += bytes.length - start;
    if (this.#partialBytes > LINE_MAX_BYTES) this.#socket.destroy();
  }

  /** What stands before a sentinel is the rest of something else; what is no message is left out. */
  #line(line: Buffer): void {
    const text = line.subarray(line.lastIndexOf(SENTINEL) + 1).toString('utf8');
    const parsed = AnswerSchema.safeParse(parseJson(text));
    if (!parsed.success) return;
    this.#answers.push(parsed.data);
    if (this.#answers.length > ANSWERS_MAX) this.#socket.destroy();
    this.#wake?.();
  }
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
