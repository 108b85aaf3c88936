import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FLOW } from '../../preload/contract';
import { PaddockError } from '../domains/failure';
import { gate } from '../domains/testing';
import { Terminals } from './terminals';
import { FakeSource, FakeViewer, MACHINE, turn, until } from './testing';

let sources: FakeSource[];
let terminals: Terminals;
let open: () => Promise<FakeSource>;

beforeEach(() => {
  sources = [];
  open = async () => {
    const source = new FakeSource('booted\r\n');
    sources.push(source);
    return source;
  };
  terminals = new Terminals(() => open());
});
afterEach(() => terminals.close());

async function watch(viewer = new FakeViewer()): Promise<FakeViewer> {
  await terminals.attach(MACHINE, 'serial0', viewer.main);
  await turn();
  return viewer;
}

function source(at = 0): FakeSource {
  const found = sources[at];
  if (!found) throw new Error(`source ${at} was not opened`);
  return found;
}

describe('a terminal', () => {
  it('shows what was there before it was opened as history, then what comes, and carries typing back', async () => {
    const viewer = await watch();
    await source().say('login: ');
    viewer.type('root\r');
    await until(() => source().heard.length > 0, 'the guest hears');
    expect(viewer.messages[0]).toMatchObject({ type: 'history' });
    expect(viewer.text).toBe('booted\r\nlogin: ');
    expect(source().heard).toEqual(['root\r']);
  });

  it('is one session however many look at it, each of them from the beginning', async () => {
    const first = await watch();
    await source().say('hello');
    const second = await watch();
    await source().say(' both');
    await until(() => second.text.endsWith('both'), 'the second sees it');
    expect(sources).toHaveLength(1);
    expect(second.text).toBe(first.text);
  });

  it('is told apart where a program would end with it, for as long as that runs', async () => {
    await watch();
    expect(terminals.holdProgram).toBe(false); // a serial line: what reads it next goes on with it
    const shell = new FakeSource();
    shell.isProgram = true;
    open = () => Promise.resolve(shell);
    await terminals.attach(MACHINE, 'shell', new FakeViewer().main);
    expect(terminals.holdProgram).toBe(true);
    shell.output.end();
    await until(() => !terminals.holdProgram, 'the shell has ended');
  });

  it('goes on without viewers and tells the next one what it missed', async () => {
    const first = await watch();
    first.leave();
    await until(() => first.isClosed, 'the first has left');
    await source().say('while nobody looked');
    const second = await watch();
    expect(second.text).toBe('booted\r\nwhile nobody looked');
    expect(sources).toHaveLength(1);
    expect(source().closed).toBe(0);
  });

  it('ends with its machine, and is opened anew after that', async () => {
    const viewer = await watch();
    source().output.end();
    await until(() => viewer.end !== undefined, 'the end is told');
    expect(viewer.end).toEqual({ type: 'end', failure: null });
    await watch();
    source(0).output.destroy(); // the late `close` of the first must not take the second away
    await turn();
    await watch();
    expect(sources).toHaveLength(2);
  });

  it('tells a connection that broke as a failure', async () => {
    const viewer = await watch();
    source().output.destroy(new PaddockError({ code: 'connection-lost', message: 'The line is dead.' }));
    await until(() => viewer.end !== undefined, 'the end is told');
    expect(viewer.end?.failure).toMatchObject({ code: 'connection-lost', message: 'The line is dead.' });
  });

  it('tells why it can’t be opened, and may be tried again', async () => {
    const working = open;
    open = () => Promise.reject(new PaddockError({ code: 'wrong-state', message: 'It is off.' }));
    const refused = await watch();
    expect(refused.end?.failure).toMatchObject({ code: 'wrong-state' });
    expect(terminals.size).toBe(0);
    open = working;
    expect((await watch()).text).toBe('booted\r\n');
  });

  it('passes on the size, and drops messages that do not fit the contract', async () => {
    const viewer = await watch();
    viewer.post({ type: 'resize', columns: 0, rows: 5 });
    viewer.post({ type: 'data', bytes: 'rm -rf /' });
    viewer.post({ type: 'reboot' });
    viewer.post(null);
    viewer.post({ type: 'resize', columns: 120, rows: 40 });
    await until(() => source().sizes.length > 0, 'the size arrives');
    expect(source().sizes).toEqual(['120x40']);
    expect(source().heard).toEqual([]);
  });
});

describe('a viewer that is slow', () => {
  const LINE = `${'x'.repeat(1022)}\r\n`;

  it('is sent no more than the high mark, goes on once it has caught up, and misses nothing', async () => {
    const viewer = await watch(new FakeViewer(false));
    await source().say(LINE.repeat(600));
    await turn();
    const held = viewer.text.length;
    expect(held).toBeGreaterThanOrEqual(FLOW.high);
    expect(held).toBeLessThan(FLOW.high + 64 * 1024 + 1);
    viewer.catchUp();
    await until(() => viewer.text.length === 600 * LINE.length + 'booted\r\n'.length, 'the rest arrives');
  });

  it('never holds up the guest, nor another viewer', async () => {
    const slow = await watch(new FakeViewer(false));
    const quick = await watch();
    for (let times = 0; times < 30; times++) await source().say(LINE.repeat(100));
    await until(() => quick.text.length === 3000 * LINE.length + 8, 'the quick one sees all');
    expect(source().output.readableLength).toBe(0);
    expect(slow.text.length).toBeLessThan(FLOW.high + 64 * 1024 + 1);
  });

  it('goes on with what the scrollback still has, and is told how much was skipped', async () => {
    const viewer = await watch(new FakeViewer(false));
    for (let times = 0; times < 30; times++) await source().say(LINE.repeat(100));
    await source().say('the last words');
    while (!viewer.text.endsWith('the last words')) {
      viewer.catchUp();
      await turn();
    }
    expect(viewer.text).toMatch(/\[… \d+ bytes were skipped …\]/);
    expect(viewer.text.length).toBeLessThan(2 * 1024 * 1024);
  });

  it('still gets the last words of a machine that has ended', async () => {
    const viewer = await watch(new FakeViewer(false));
    await source().say(LINE.repeat(600));
    await source().say('Kernel panic');
    source().output.end();
    await turn();
    expect(viewer.end).toBeUndefined();
    viewer.catchUp();
    await until(() => viewer.end !== undefined, 'the end is told');
    expect(viewer.text.endsWith('Kernel panic')).toBe(true);
  });
});

describe('closing', () => {
  it('lets go of every console and tells its viewers', async () => {
    const viewer = await watch();
    await terminals.close();
    await until(() => viewer.isClosed, 'the port is closed');
    expect(source().closed).toBe(1);
    expect(viewer.end?.failure).toBeNull();
  });

  it('waits until what stood behind a console has ended, but not for ever', async () => {
    await watch();
    const began = Date.now();
    const closing = terminals.close();
    setTimeout(() => source().output.end(), 100);
    await closing;
    expect(source().output.readableEnded).toBe(true);
    expect(Date.now() - began).toBeLessThan(900);
    terminals = new Terminals(() => open());
    await watch();
    await terminals.close(); // its source ends never
  });

  it('waits for no console that is still being opened, and lets go of it when it is', async () => {
    const { passed, open: release } = gate();
    const working = open;
    open = () => passed.then(working);
    const viewer = new FakeViewer();
    const attached = terminals.attach(MACHINE, 'serial0', viewer.main);
    await terminals.close();
    release();
    await attached;
    await until(() => viewer.end !== undefined, 'the end is told');
    expect(source().closed).toBe(1);
  });

  it('notices a viewer that left before its console was open', async () => {
    const { passed, open: release } = gate();
    const working = open;
    open = () => passed.then(working);
    const viewer = new FakeViewer();
    const attached = terminals.attach(MACHINE, 'serial0', viewer.main);
    viewer.leave();
    await turn();
    release();
    await attached;
    await source().say('to nobody');
    expect(viewer.messages).toEqual([]);
  });
});
