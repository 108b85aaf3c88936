import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeWorld } from '../testing/fake-bridge';
import { fakeId, fakeRow } from '../testing/fake-rows';
import { loads } from './loads.svelte';
import { machines } from './machines.svelte';

const SECOND = 1_000;
let world: ReturnType<typeof fakeWorld>;
let end: () => void;
beforeEach(async () => {
  vi.useFakeTimers();
  world = fakeWorld([fakeRow(1), fakeRow(2)]);
  vi.stubGlobal('window', { paddock: world.bridge });
  vi.stubGlobal('document', { hidden: false });
  await machines.reload();
  end = loads.want();
});
afterEach(() => {
  end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const NOTHING = { diskRead: null, diskWritten: null, netReceived: null, netSent: null };
const hear = (cpu: number | null): void =>
  world.emit('usage', [{ id: fakeId(1), at: Date.now(), rates: { cpu, memory: 100, ...NOTHING } }]);
const cpu = (): number | null | undefined => loads.amounts.get(fakeId(1))?.cpu;
/** Past the time in which it follows at once. */
const settle = (): void => {
  hear(1);
  vi.advanceTimersByTime(7 * SECOND);
};

describe('what all machines take, to be put in that order', () => {
  it('has all measured for as long as it is wanted', () => {
    const asked = (): unknown => world.asked.filter(({ name }) => name === 'watch.show').at(-1)?.args;
    vi.advanceTimersByTime(100);
    expect(asked()).toMatchObject({ all: true });
    end();
    vi.advanceTimersByTime(100);
    expect(asked()).toMatchObject({ all: false });
    end = loads.want();
  });

  it('is there a moment after it was asked for, and then in steps of seconds as a mean', () => {
    hear(1);
    vi.advanceTimersByTime(SECOND);
    expect(cpu()).toBe(1);
    settle();
    for (const amount of [1, 2, null, 3]) hear(amount);
    vi.advanceTimersByTime(SECOND);
    expect(cpu()).toBe(2);
    hear(9);
    vi.advanceTimersByTime(3 * SECOND);
    expect(cpu()).toBe(2);
    vi.advanceTimersByTime(SECOND);
    expect(cpu()).toBe(9);
  });

  it('stays as it is while a person is at the list, and follows when they leave it', () => {
    settle();
    const leave = loads.hold();
    hear(5);
    vi.advanceTimersByTime(20 * SECOND);
    expect(cpu()).toBe(1);
    leave();
    vi.advanceTimersByTime(SECOND);
    expect(cpu()).toBe(5);
    loads.touch();
    hear(6);
    vi.advanceTimersByTime(4.5 * SECOND);
    expect(cpu()).toBe(5);
    vi.advanceTimersByTime(4 * SECOND);
    expect(cpu()).toBe(6);
  });
  it('keeps nothing of a machine that is gone', async () => {
    hear(1);
    vi.advanceTimersByTime(SECOND);
    expect(cpu()).toBe(1);
    world.machines.shift();
    await machines.reload();
    hear(2); // on its way when it went
    vi.advanceTimersByTime(8 * SECOND);
    expect(loads.amounts.size).toBe(0);
  });
});
