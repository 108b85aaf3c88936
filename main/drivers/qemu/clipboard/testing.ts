import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentReader, MESSAGE, messageBytes, numbers, numbersIn } from './vdagent';

/** SPICE's agent at the other end of a port's socket, as far as it has a clipboard. */
export class FakeClipboardAgent {
  readonly folder = mkdtempSync(join(tmpdir(), 'pdk-v-'));
  readonly path = join(this.folder, 'clip.sock');
  /** What it was told, each message by its kind and its numbers; a text in words. */
  readonly told: string[] = [];
  /** What it gives when it is asked. */
  text = '';
  capabilities = 1 << 5;
  #socket: Socket | null = null;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((socket) => {
      this.#socket = socket;
      const reader = new AgentReader();
      socket.on('error', () => undefined);
      socket.on('close', () => (this.#socket = null));
      socket.on('data', (bytes: Buffer) => {
        for (const { type, data } of reader.take(bytes)) this.#hear(type, data);
      });
    });
  }

  static async listen(): Promise<FakeClipboardAgent> {
    const agent = new FakeClipboardAgent();
    await new Promise<void>((resolve) => agent.#server.listen(agent.path, resolve));
    return agent;
  }

  get isCalled(): boolean {
    return this.#socket !== null;
  }

  say(type: number, data: Uint8Array): void {
    this.#socket?.write(messageBytes(type, data));
  }

  close(): void {
    this.#socket?.destroy();
    this.#server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #hear(type: number, data: Buffer): void {
    const [first, ...rest] = numbersIn(data.subarray(0, 8));
    switch (type) {
      case MESSAGE.announceCapabilities:
        this.told.push(`caps ${[first, ...rest].join(' ')}`);
        if (first) this.say(type, numbers(0, this.capabilities));
        return;
      case MESSAGE.request:
        this.told.push(`request ${first}`);
        this.say(MESSAGE.clipboard, Buffer.concat([numbers(1), Buffer.from(this.text)]));
        return;
      case MESSAGE.grab:
        this.told.push(`grab ${first}`);
        return;
      case MESSAGE.clipboard:
        this.told.push(`text ${first} ${data.subarray(4).toString()}`);
        return;
      case MESSAGE.release:
        this.told.push('release');
        return;
    }
  }
}
