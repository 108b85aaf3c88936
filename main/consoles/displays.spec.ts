import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FLOW } from '../../preload/contract';
import { PaddockError } from '../domains/failure';
import { Displays } from './displays';
import { FakeSource, FakeViewer, MACHINE, turn, until } from './testing';

let sources: FakeSource[];
let displays: Displays;

beforeEach(() => {
  sources = [];
  displays = new Displays(async () => {
    const source = new FakeSource();
    sources.push(source);
    return source;
  });
});
afterEach(() => displays.close());

async function watch(viewer = new FakeViewer()): Promise<{ viewer: FakeViewer; source: FakeSource }> {
  await displays.attach(MACHINE, 'display0', viewer.main);
  const source = sources[sources.length - 1];
  if (!source) throw new Error('no display was opened');
  return { viewer, source };
}

describe('a display', () => {
  it('is carried both ways, each viewer with a connection of its own', async () => {
    const one = await watch();
    const other = await watch();
    await one.source.say('RFB 003.008\n');
    one.viewer.type('RFB 003.008\n');
    await until(() => one.source.heard.length > 0, 'the guest hears');
    await until(() => one.viewer.text === 'RFB 003.008\n', 'the viewer sees');
    expect(other.viewer.text).toBe('');
    expect(other.source.heard).toEqual([]);
    expect(displays.size).toBe(2);
  });

  it('tells its viewer what is copied inside, and the guest what its viewer offers', async () => {
    const offered: string[] = [];
    let copied: (text: string) => void = () => undefined;
    displays = new Displays(async () => {
      const { input, output } = new FakeSource();
      const clipboard = {
        onCopied: (listener: typeof copied) => (copied = listener),
        offer: (text: string) => offered.push(text),
      };
      return { input, output, clipboard, close: () => undefined };
    });
    const viewer = new FakeViewer();
    await displays.attach(MACHINE, 'display0', viewer.main);
    copied('Grüße');
    viewer.post({ type: 'offer', text: 'für dich' });
    viewer.post({ type: 'offer', text: 'x'.repeat(1_000_001) });
    await until(() => viewer.messages.length > 0 && offered.length > 0, 'both are told');
    await turn();
    expect(viewer.messages).toEqual([{ type: 'copied', bytes: new TextEncoder().encode('Grüße') }]);
    expect(offered).toEqual(['für dich']);
  });

  it('holds nothing back of what a guest copies without end', async () => {
    let copied: (text: string) => void = () => undefined;
    displays = new Displays(async () => {
      const { input, output } = new FakeSource();
      const clipboard = {
        onCopied: (listener: typeof copied) => (copied = listener),
        offer: () => undefined,
      };
      return { input, output, clipboard, close: () => undefined };
    });
    const viewer = new FakeViewer(false);
    await displays.attach(MACHINE, 'display0', viewer.main);
    for (let times = 0; times < 50; times++) copied('x'.repeat(100_000));
    await turn();
    expect(viewer.messages).toHaveLength(FLOW.high / 100_000);
    viewer.catchUp();
    await turn();
    copied('the last');
    await until(() => viewer.messages.length > FLOW.high / 100_000, 'it is told again');
  });

  it('is not read on while its viewer is behind, and loses nothing by that', async () => {
    const { viewer, source } = await watch(new FakeViewer(false));
    const frame = Buffer.alloc(100_000, 1);
    for (let times = 0; times < 20; times++) source.output.write(frame);
    await turn();
    const held = viewer.text.length;
    expect(held).toBeGreaterThanOrEqual(FLOW.high);
    expect(held).toBeLessThan(FLOW.high + 200_000);
    while (viewer.text.length < 2_000_000) {
      viewer.catchUp();
      await turn();
    }
    expect(viewer.text.length).toBe(2_000_000);
  });

  it('sends exactly its bytes, not the pool they were read into', async () => {
    const { viewer, source } = await watch();
    const pool = Buffer.from('secret: RFB 003.008\n');
    source.output.write(pool.subarray(8));
    await until(() => viewer.messages.length > 0, 'it arrives');
    const [message] = viewer.messages;
    expect(message?.type === 'data' && message.bytes.buffer.byteLength).toBe(12);
  });

  it('lets go of its connection when the viewer leaves', async () => {
    const { viewer, source } = await watch();
    viewer.leave();
    await until(() => source.closed === 1, 'the connection is let go of');
    expect(displays.size).toBe(0);
  });

  it('ends with its machine', async () => {
    const { viewer, source } = await watch();
    source.output.end();
    await until(() => viewer.end !== undefined, 'the end is told');
    expect(viewer.end?.failure).toBeNull();
    expect(source.closed).toBe(1);
  });

  it('tells why it can’t be opened', async () => {
    displays = new Displays(() =>
      Promise.reject(new PaddockError({ code: 'wrong-state', message: 'It is off.' })),
    );
    const viewer = new FakeViewer();
    await displays.attach(MACHINE, 'display0', viewer.main);
    await until(() => viewer.end !== undefined, 'the end is told');
    expect(viewer.end?.failure).toMatchObject({ code: 'wrong-state' });
  });
});
