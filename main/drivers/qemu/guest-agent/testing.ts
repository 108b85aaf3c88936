import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Say = (bytes: string | Buffer) => void;
export type Answering = (command: string, args: Readonly<Record<string, unknown>>, say: Say) => void;

/** The agent's end of a port's socket, answering as it is told; synchronisations it answers by itself unless it is deaf. */
export class FakeAgent {
  readonly folder = mkdtempSync(join(tmpdir(), 'pdk-a-'));
  readonly path = join(this.folder, 'agent.sock');
  /** What it was asked to do, synchronisations left out. */
  readonly asked: string[] = [];
  isDeaf = false;
  /** What it still has to say to who asked before. */
  left = '';
  answering: Answering;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(answering: Answering) {
    this.answering = answering;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async listen(answering: Answering = answerAll()): Promise<FakeAgent> {
    const agent = new FakeAgent(answering);
    await new Promise<void>((resolve) => agent.#server.listen(agent.path, resolve));
    return agent;
  }

  /** How many hold a conversation with it now. */
  get callers(): number {
    return this.#sockets.size;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1').replaceAll('\xff', '');
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        this.#hear(JSON.parse(text.slice(0, end)), (answer) => socket.write(answer));
        text = text.slice(end + 1);
      }
    });
  }

  #hear(message: { execute: string; arguments?: Record<string, unknown> }, say: Say): void {
    if (this.isDeaf) return;
    const { execute, arguments: args = {} } = message;
    if (execute === 'guest-sync-delimited') {
      say(
        Buffer.concat([
          Buffer.from(this.left),
          Buffer.from([0xff]),
          Buffer.from(`{"return": ${Number(args['id'])}}\n`),
        ]),
      );
      return;
    }
    this.asked.push(execute);
    this.answering(execute, args, say);
  }
}

/** Answers each command with what is here for it; nothing for one that has nothing here. */
export function answerAll(change: Readonly<Record<string, unknown>> = {}): Answering {
  const answers: Readonly<Record<string, unknown>> = { ...ANSWERS, ...change };
  return (command, _args, say) => {
    const answer = answers[command];
    if (answer !== undefined) say(`${JSON.stringify(answer)}\n`);
  };
}

/** What QEMU 7.2's agent in a Debian says. */
const ANSWERS = {
  'guest-info': {
    return: {
      version: '7.2.17',
      supported_commands: ['guest-get-osinfo', 'guest-get-host-name', 'guest-network-get-interfaces'].map(
        (name) => ({ enabled: true, name, 'success-response': true }),
      ),
    },
  },
  'guest-get-osinfo': {
    return: { id: 'debian', name: 'Debian GNU/Linux', 'pretty-name': 'Debian GNU/Linux 12 (bookworm)' },
  },
  'guest-get-host-name': { return: { 'host-name': 'web' } },
  'guest-network-get-interfaces': {
    return: [
      { name: 'lo', 'ip-addresses': [{ 'ip-address': '127.0.0.1' }, { 'ip-address': '::1' }] },
      {
        name: 'eth0',
        'ip-addresses': [
          { 'ip-address': 'fe80::5054:ff:fe00:1' },
          { 'ip-address': '2001:db8::7' },
          { 'ip-address': '192.0.2.7' },
        ],
      },
      { name: 'eth1' },
    ],
  },
};
