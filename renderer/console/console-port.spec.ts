import { describe, expect, it, vi } from 'vitest';
import type { ConsoleFromMain, ConsoleToMain } from '../../preload/contract';
import { ConsolePort, type PortLike } from './console-port';
import { RfbChannel } from './rfb-channel';

class FakePort implements PortLike {
  onmessage: ((event: MessageEvent) => void) | null = null;
  readonly sent: ConsoleToMain[] = [];
  started = false;
  closed = false;
  postMessage(message: ConsoleToMain): void {
    this.sent.push(message);
  }
  start(): void {
    this.started = true;
  }
  close(): void {
    this.closed = true;
  }
  arrive(message: ConsoleFromMain): void {
    this.onmessage?.({ data: message } as MessageEvent);
  }
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('a console’s port', () => {
  it('acknowledges as many bytes as were dealt with, and only then', () => {
    const port = new FakePort();
    const waiting: (() => void)[] = [];
    new ConsolePort(port).read({ bytes: (_, done) => waiting.push(done), end: () => undefined });
    port.arrive({ type: 'history', bytes: bytes(1, 2, 3) });
    port.arrive({ type: 'data', bytes: bytes(4) });
    expect(port.sent).toEqual([]);
    waiting.forEach((done) => done());
    expect(port.sent).toEqual([
      { type: 'ack', bytes: 3 },
      { type: 'ack', bytes: 1 },
    ]);
  });

  it('reads nothing before it is read, so that nothing is lost', () => {
    const port = new FakePort();
    const console = new ConsolePort(port);
    expect(port.started).toBe(false);
    console.read({ bytes: () => undefined, end: () => undefined });
    expect(port.started).toBe(true);
  });

  it('tells what was copied inside, acknowledged as well, and takes what is offered', () => {
    const port = new FakePort();
    const copied: string[] = [];
    const channel = new RfbChannel(port);
    channel.oncopied = (text) => copied.push(text);
    channel.onmessage = () => undefined;
    port.arrive({ type: 'copied', bytes: new TextEncoder().encode('ü') });
    channel.offer('ß');
    expect(copied).toEqual(['ü']);
    expect(port.sent).toEqual([
      { type: 'ack', bytes: 2 },
      { type: 'offer', text: 'ß' },
    ]);
  });

  it('copies what it sends', () => {
    const port = new FakePort();
    const typed = bytes(1, 2);
    new ConsolePort(port).send(typed);
    typed[0] = 9;
    expect(port.sent).toEqual([{ type: 'data', bytes: bytes(1, 2) }]);
  });

  it('ends once, with the reason, and is silent after', () => {
    const port = new FakePort();
    const end = vi.fn();
    const console = new ConsolePort(port);
    let done: () => void = () => undefined;
    console.read({ bytes: (_, dealt) => (done = dealt), end });
    port.arrive({ type: 'data', bytes: bytes(1) });
    port.arrive({ type: 'end', failure: null });
    done();
    console.send(bytes(1));
    console.resize(80, 24);
    expect(end).toHaveBeenCalledExactlyOnceWith(null);
    expect(port.closed).toBe(true);
    expect(port.sent).toEqual([]);
  });
});

describe('the channel that noVNC takes', () => {
  it('has every property that noVNC asks a channel for', () => {
    const channel = new RfbChannel(new FakePort());
    for (const name of [
      'send',
      'close',
      'binaryType',
      'onerror',
      'onmessage',
      'onopen',
      'protocol',
      'readyState',
    ]) {
      expect(name in channel, name).toBe(true);
    }
    expect(channel.readyState).toBe('open');
  });

  it('begins to read when noVNC listens, and hands over exactly the bytes that came', () => {
    const port = new FakePort();
    const channel = new RfbChannel(port);
    expect(port.started).toBe(false);
    const got: number[][] = [];
    channel.onmessage = ({ data }) => got.push([...new Uint8Array(data)]);
    expect(port.started).toBe(true);
    port.arrive({ type: 'data', bytes: bytes(0, 1, 2, 3, 4).subarray(1, 3) });
    expect(got).toEqual([[1, 2]]);
    expect(port.sent).toEqual([{ type: 'ack', bytes: 2 }]);
  });

  it('closes as a socket does, after the call, with main’s reason kept', async () => {
    const port = new FakePort();
    const channel = new RfbChannel(port);
    const onclose = vi.fn();
    channel.onclose = onclose;
    channel.onmessage = () => undefined;
    const failure = { code: 'connection-lost', message: 'The screen is gone.' } as const;
    port.arrive({ type: 'end', failure });
    channel.send(bytes(1));
    channel.close();
    expect(onclose).not.toHaveBeenCalled();
    await Promise.resolve();
    expect(onclose).toHaveBeenCalledExactlyOnceWith({ code: 1006, reason: '', wasClean: false });
    expect(channel.failure).toEqual(failure);
    expect(channel.readyState).toBe('closed');
    expect(port.sent.filter((message) => message.type === 'data')).toEqual([]);
  });
});
