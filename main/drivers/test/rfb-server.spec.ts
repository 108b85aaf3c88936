import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RfbClient } from '../../../test/conformance/rfb-client';
import { RfbServer } from './rfb-server';
import { Screen } from './screen';
import { systemOf } from './systems';

let screen: Screen;
let server: RfbServer;
let events: string[];

beforeEach(() => show('Ubuntu 24.04'));
afterEach(() => server.close());

function show(system: string): void {
  screen = new Screen(systemOf(system), 'desk', 0);
  events = [];
  server = new RfbServer({
    screen,
    title: 'desk 東京',
    key: (keysym, isDown) => events.push(`${isDown ? 'down' : 'up'} ${keysym.toString(16)}`),
    pointer: (x, y, buttons) => events.push(`pointer ${x},${y} ${buttons}`),
    closed: () => events.push('closed'),
  });
}

/** What the server answers to bytes, once it had a moment. */
async function exchange(...messages: readonly (readonly number[] | string)[]): Promise<Buffer> {
  const answers: Buffer[] = [];
  server.output.on('data', (chunk: Buffer) => answers.push(chunk));
  for (const message of messages) server.input.write(Buffer.from(message as string));
  await new Promise((resolve) => setTimeout(resolve, 50));
  return Buffer.concat(answers);
}

const HANDSHAKE = ['RFB 003.008\n', [1], [1]] as const;
const GREETING_LENGTH = 12 + 2 + 4 + 24 + Buffer.byteLength('desk 東京');

describe('the screen over VNC', () => {
  it('shakes hands as RFB 3.8 says, and tells its size and title', async () => {
    const client = await RfbClient.connect(server);
    expect({ width: client.width, height: client.height, title: client.title }).toEqual({
      width: 640,
      height: 400,
      title: 'desk 東京',
    });
  });

  it('gives the whole picture in the viewer’s own order of colours', async () => {
    const client = await RfbClient.connect(server);
    expect(await client.update(false)).toBe(640 * 400);
    const colour = screen.framebuffer.pixels[0] ?? 0;
    expect(client.at(0, 0)).toEqual([colour >> 16, (colour >> 8) & 255, colour & 255]);
  });

  it('then sends only what changes, and waits until something does', async () => {
    const client = await RfbClient.connect(server);
    await client.update(false);
    const before = client.snapshot();
    const next = client.update(true);
    screen.write('x');
    const sent = await next;
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan((640 * 400) / 10);
    expect(client.snapshot().equals(before)).toBe(false);
  });

  it('is seen live: its clock moves, and so does the pointer', async () => {
    const client = await RfbClient.connect(server);
    await client.update(false);
    for (const change of [() => screen.tick(61_000), () => screen.movePointer(100, 100)]) {
      const before = client.snapshot();
      const next = client.update(true);
      change();
      await next;
      expect(client.snapshot().equals(before)).toBe(false);
    }
    expect(client.at(102, 108)).toEqual([255, 255, 255]);
  });

  it('looks different for each system', async () => {
    const pictures = new Set<string>();
    for (const system of ['Ubuntu 24.04', 'Windows 11', 'Debian 12', 'FreeBSD 14', 'Fedora 41']) {
      show(system);
      const client = await RfbClient.connect(server);
      await client.update(false);
      pictures.add(client.snapshot().toString('base64'));
    }
    expect(pictures.size).toBe(5);
  });

  it('passes on keys and the pointer', async () => {
    const client = await RfbClient.connect(server);
    client.key(0xff0d);
    client.pointer(12, 34, 1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toEqual(['down ff0d', 'up ff0d', 'pointer 12,34 1']);
  });

  it('understands messages in whatever pieces they come', async () => {
    const bytes = Buffer.concat(
      [...HANDSHAKE, [4, 1, 0, 0, 0, 0, 0, 0x61]].map((one) => Buffer.from(one as string)),
    );
    await exchange(...[...bytes].map((byte) => [byte]));
    expect(events).toEqual(['down 61']);
  });

  it('speaks in 16 bits, the highest byte first, where a viewer wants that', async () => {
    const format = [0, 0, 0, 0, 16, 16, 1, 1, 0, 31, 0, 63, 0, 31, 11, 5, 0, 0, 0, 0];
    const request = [3, 0, 0, 0, 0, 0, 0, 1, 0, 1];
    const answer = (await exchange(...HANDSHAKE, format, request)).subarray(GREETING_LENGTH);
    const colour = screen.framebuffer.pixels[0] ?? 0;
    const expected =
      (Math.round(((colour >> 16) & 255) * (31 / 255)) << 11) |
      (Math.round(((colour >> 8) & 255) * (63 / 255)) << 5) |
      Math.round((colour & 255) * (31 / 255));
    expect(answer.readUInt16BE(4 + 12)).toBe(expected);
  });

  it('sends nothing that was not asked for', async () => {
    const answer = await exchange(...HANDSHAKE);
    screen.write('nobody asked');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answer.length).toBe(GREETING_LENGTH);
    expect(server.output.readableLength).toBe(0);
  });
});

describe('a viewer that does not fit', () => {
  it('is told why when it speaks another version', async () => {
    const answer = await exchange('RFB 003.003\n');
    expect(answer.subarray(12 + 5).toString()).toBe('Only RFB 3.8 is spoken here.');
    expect(events).toEqual(['closed']);
  });

  it.each([
    ['wants another security type', ['RFB 003.008\n', [2]]],
    ['wants a palette', [...HANDSHAKE, [0, 0, 0, 0, 8, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]],
    ['sends a message that nobody announced', [...HANDSHAKE, [200]]],
  ] as const)('is let go of when it %s', async (_what, messages) => {
    await exchange(...messages);
    expect(events).toEqual(['closed']);
    expect(server.output.writableEnded).toBe(true);
  });
});
