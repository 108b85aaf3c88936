import { PassThrough, Writable } from 'node:stream';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { ConsoleFromMain, ConsoleToMain } from '../../preload/contract';
import { newDomainId } from '../domains/definition';
import type { ConsolePort } from './port';

export const MACHINE = newDomainId();

/** A console of which a spec holds the guest's end: what it says, and what it was told. */
export class FakeSource {
  readonly history: Uint8Array;
  readonly output = new PassThrough();
  readonly heard: string[] = [];
  readonly sizes: string[] = [];
  closed = 0;
  isProgram?: true;
  readonly input = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      this.heard.push(chunk.toString());
      done();
    },
  });

  constructor(history = '') {
    this.history = Buffer.from(history);
  }

  resize(columns: number, rows: number): void {
    this.sizes.push(`${columns}x${rows}`);
  }

  close(): void {
    this.closed++;
  }

  /** Says so much that a viewer falls behind. */
  async say(text: string): Promise<void> {
    if (!this.output.write(text)) await new Promise((resolve) => this.output.once('drain', resolve));
    await turn();
  }
}

/** The window's end of a console's port, as the window uses it; it acknowledges only when it is told to. */
export class FakeViewer {
  readonly main: ConsolePort;
  readonly messages: ConsoleFromMain[] = [];
  isClosed = false;
  readonly #port: MessagePort;
  #unacknowledged = 0;

  constructor(private readonly acknowledges = true) {
    const { port1, port2 } = new MessageChannel();
    this.main = port1;
    this.#port = port2;
    port2.on('message', (message: ConsoleFromMain) => {
      this.messages.push(message);
      if (message.type === 'end') return;
      this.#unacknowledged += message.bytes.length;
      if (this.acknowledges) this.catchUp();
    });
    port2.on('close', () => (this.isClosed = true));
  }

  /** What it was shown, `history` and `data` alike. */
  get text(): string {
    return Buffer.concat(
      this.messages.flatMap((one) => (one.type === 'end' || one.type === 'copied' ? [] : [one.bytes])),
    ).toString();
  }

  get end(): Extract<ConsoleFromMain, { type: 'end' }> | undefined {
    return this.messages.find((one): one is Extract<ConsoleFromMain, { type: 'end' }> => one.type === 'end');
  }

  post(message: ConsoleToMain | unknown): void {
    this.#port.postMessage(message);
  }

  type(text: string): void {
    this.post({ type: 'data', bytes: new TextEncoder().encode(text) });
  }

  catchUp(): void {
    this.post({ type: 'ack', bytes: this.#unacknowledged });
    this.#unacknowledged = 0;
  }

  leave(): void {
    this.#port.close();
  }
}

/** Lets messages cross. */
export async function turn(): Promise<void> {
  for (let times = 0; times < 5; times++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits until something holds; fails loudly where it never does. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`it never came to this: ${what}`);
    await turn();
  }
}
