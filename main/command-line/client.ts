import { lstat } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import type { CallArgs, CallName, CallResult, ConsoleFromMain, ConsoleToMain } from '../../preload/contract';
import type { FailureCode } from '../domains/failure';
import { Failed } from './failed';
import { onLines, sendLine } from './lines';
import {
  readConsole,
  writeConsole,
  type Answered,
  type FromCommand,
  type Greeting,
  type Leaving,
} from './protocol';

/** An open console, to be typed into. */
export interface ConsoleLink {
  send(message: ConsoleToMain): void;
  close(): void;
}

/** A Paddock that answers commands. */
export class Client {
  readonly #waiting = new Map<number, (answered: Answered['answer'] | null) => void>();
  readonly #asked = new Map<number, unknown>();
  #last = 0;
  #receive: (line: unknown) => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('error', () => undefined); // its end tells
    socket.on('close', () => {
      for (const settle of this.#waiting.values()) settle(null);
      this.#waiting.clear();
    });
    onLines(socket, (line) => this.#receive(line));
  }

  /**
   * Null where nobody answers there, or somebody else than this user would. Throws where it is another version’s; null for
   * `version` where any will do.
   */
  static async connect(path: string, version: string | null): Promise<Client | null> {
    if (!(await isOwn(path))) return null;
    const client = new Client(createConnection(path));
    const greeting = await client.#greeted();
    if (greeting === null || version === null || greeting.paddock === version) return greeting && client;
    client.close();
    throw failed(
      'unsupported',
      `The Paddock that runs is version ${greeting.paddock}, and this command is of version ${version}.`,
      'Quit Paddock and start it again, then both are the same.',
    );
  }

  /** The first line; from then on each is an answer. */
  #greeted(): Promise<Greeting | null> {
    return new Promise((resolve) => {
      this.socket.once('close', () => resolve(null));
      this.#receive = (line) => {
        this.#receive = (answered) => this.#answered(answered);
        this.#greeting = line as Greeting;
        resolve(this.#greeting);
      };
    });
  }
  #greeting: Greeting | null = null;

  get host(): Greeting['host'] {
    return this.#greeting?.host ?? 'app';
  }

  /** The arguments of the calls that are waited for. */
  get asked(): readonly unknown[] {
    return [...this.#asked.values()];
  }

  /** Asks a call of the contract. Throws what is answered as a failure, and `connection-lost`. */
  async call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>> {
    const id = ++this.#last;
    const answered = await new Promise<Answered['answer'] | null>((settle) => {
      if (this.socket.destroyed) return settle(null);
      this.#waiting.set(id, settle);
      this.#asked.set(id, args);
      this.#send({ id, call: name, args });
    });
    this.#asked.delete(id);
    if (answered === null) {
      throw failed(
        'connection-lost',
        'The Paddock that was asked has ended before it answered.',
        'Look with `paddock list` how the machine is.',
      );
    }
    if (!answered.ok) throw new Failed(answered.failure);
    return answered.value as CallResult<K>;
  }

  /**
   * Opens a console; the connection is nothing else from then on. `received` hears all that comes, and null where the
   * connection is lost before the console's end was told.
   */
  openConsole(id: string, console: string, received: (message: ConsoleFromMain | null) => void): ConsoleLink {
    let isOver = false;
    this.#receive = (line) => {
      const message = readConsole(line) as ConsoleFromMain;
      isOver ||= message.type === 'end';
      received(message);
    };
    this.socket.on('close', () => {
      if (!isOver) received(null);
    });
    this.#send({ console: { id, console } });
    return {
      send: (message) => sendLine(this.socket, writeConsole(message)),
      close: () => {
        isOver = true;
        this.socket.destroy();
      },
    };
  }

  /**
   * Asks whoever has the machines to let go of them. What it hands over is undefined where it does not, or has ended before
   * it answered; `gone` resolves once it has let go.
   */
  askToLeave(): { readonly handed: Promise<unknown>; readonly gone: Promise<void> } {
    const gone = new Promise<void>((resolve) => {
      if (this.socket.destroyed) return resolve();
      this.socket.once('close', () => resolve());
    });
    const answered = new Promise<unknown>((resolve) => {
      this.#receive = (line) => {
        const leaving = line as Leaving;
        resolve('handed' in leaving ? leaving.handed : undefined);
      };
    });
    this.#send({ leave: true });
    return { handed: Promise.race([answered, gone]), gone };
  }

  close(): void {
    this.socket.destroy();
  }

  #send(line: FromCommand): void {
    sendLine(this.socket, line);
  }

  #answered(line: unknown): void {
    const { id, answer } = line as Answered;
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
  }
}

/** In a folder that others may write to, somebody could wait for commands there. */
async function isOwn(path: string): Promise<boolean> {
  return lstat(path).then(
    ({ uid }) => uid === process.getuid?.(),
    () => false,
  );
}

function failed(code: FailureCode, message: string, next: string): Failed {
  return new Failed({ code, message, next });
}
