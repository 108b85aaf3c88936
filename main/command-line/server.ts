import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ConsoleFromMain } from '../../preload/contract';
import type { ConsolePort } from '../consoles/port';
import type { Terminals } from '../consoles/terminals';
import { DomainIdSchema } from '../domains/definition';
import { answer, type Handlers } from '../ipc/answer';
import { onLines, sendLine } from './lines';
import { readConsole, writeConsole, type Answered, type Greeting, type Leaving } from './protocol';

const FromCommandSchema = z.union([
  z.object({ id: z.number().int(), call: z.string().max(60), args: z.unknown() }).strict(),
  z
    .object({ console: z.object({ id: DomainIdSchema, console: z.string().min(1).max(100) }).strict() })
    .strict(),
  z.object({ leave: z.literal(true) }).strict(),
]);

/** A call's arguments are short; a definition that is sent is the longest. */
const LINE_MAX = 16 * 1024 * 1024;

export interface CommandServerOptions {
  /** The path of the socket; what a Paddock that was killed has left there is taken away. */
  readonly socket: string;
  readonly greeting: Greeting;
  /** The calls that are answered. */
  readonly handlers: Partial<Handlers<unknown>>;
  readonly terminals: Pick<Terminals, 'attach'>;
  /** Another process wants the machines: begins to let go of them and returns what that one is to know, or undefined. */
  readonly leave: () => unknown;
  readonly log: (message: string) => void;
}

export interface CommandServer {
  /** Whether a call that was begun has not been answered yet. */
  readonly isBusy: boolean;
  /** Takes no more commands, waits so long (in ms) for those that were begun, and cuts off whoever is connected. */
  close(patience: number): Promise<void>;
}

/**
 * Answers commands on a unix socket that is the user's alone: the same calls, checked by the same contract, as the window's.
 * The machines must be this process's: their folder is locked.
 */
export async function serveCommands(options: CommandServerOptions): Promise<CommandServer> {
  const { socket: path, greeting } = options;
  const connected = new Set<Socket>();
  const begun = new Set<Promise<void>>();
  const server = createServer((socket) => {
    connected.add(socket);
    socket.on('close', () => connected.delete(socket));
    socket.on('error', () => undefined); // a command that was killed
    sendLine(socket, greeting);
    serve(socket, options, (work) => {
      begun.add(work);
      void work.finally(() => begun.delete(work));
    });
  });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  server.on('error', (error) => options.log(String(error)));
  await chmod(path, 0o600);
  return {
    get isBusy() {
      return begun.size > 0;
    },
    close: async (patience) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve())); // takes the socket away as well
      const answered = async (): Promise<void> => {
        while (begun.size > 0) await Promise.all(begun);
      };
      await Promise.race([answered(), sleep(patience, undefined, { ref: false })]);
      for (const socket of connected) socket.end();
      const cut = setTimeout(() => connected.forEach((socket) => socket.destroy()), CUT_OFF_MS);
      await closed;
      clearTimeout(cut);
    },
  };
}

/** How long one that is connected may take to read its last answer, in ms. */
const CUT_OFF_MS = 1_000;

function serve(
  socket: Socket,
  { handlers, terminals, leave, log }: CommandServerOptions,
  begin: (work: Promise<void>) => void,
): void {
  let port: SocketPort | null = null;
  const receive = (line: unknown): void => {
    if (port) return port.receive(line);
    const parsed = FromCommandSchema.safeParse(line);
    if (!parsed.success) return void socket.destroy();
    const asked = parsed.data;
    if ('leave' in asked) {
      const handed = leave();
      return sendLine(socket, (handed === undefined ? { stays: true } : { handed }) satisfies Leaving);
    }
    if ('console' in asked) {
      port = new SocketPort(socket);
      return void terminals.attach(asked.console.id, asked.console.console, port);
    }
    begin(
      answer(handlers, asked.call, asked.args, null, log).then((answered) =>
        sendLine(socket, { id: asked.id, answer: answered } satisfies Answered),
      ),
    );
  };
  onLines(socket, receive, LINE_MAX);
}

/** A console's port on a socket. */
class SocketPort implements ConsolePort {
  #listener: (message: unknown) => void = () => undefined;

  constructor(private readonly socket: Socket) {}

  receive(line: unknown): void {
    this.#listener(readConsole(line));
  }

  postMessage(message: ConsoleFromMain): void {
    sendLine(this.socket, writeConsole(message));
  }

  on(event: 'message' | 'close', listener: (message: unknown) => void): void {
    if (event === 'message') this.#listener = listener;
    else this.socket.on('close', () => listener(undefined));
  }

  start(): void {
    // It has been read from the beginning.
  }

  close(): void {
    this.socket.end();
  }
}
