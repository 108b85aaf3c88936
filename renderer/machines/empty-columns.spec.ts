import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { machines } from '../live/machines.svelte';
import { fakeWorld } from '../testing/fake-bridge';
import { fakeId, fakeRow } from '../testing/fake-rows';
import { EmptyColumns } from './empty-columns.svelte';

let world: ReturnType<typeof fakeWorld>;
beforeEach(async () => {
  vi.useFakeTimers();
  world = fakeWorld([fakeRow(1), fakeRow(2)]);
  vi.stubGlobal('window', { paddock: world.bridge });
  vi.stubGlobal('document', { hidden: false });
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw, 16));
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => clearTimeout(frame));
  machines.follow();
  await machines.reload();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const change = (change: Parameters<typeof fakeRow>[1]): void => {
  world.change(fakeId(1), change ?? {});
  vi.advanceTimersByTime(100);
};

describe('a column of the list', () => {
  it('leaves its room to the others while no machine has anything there', () => {
    const empty = new EmptyColumns();
    expect([empty.addresses, empty.tags]).toEqual([true, true]);
    change({ tags: ['web'] });
    expect([empty.addresses, empty.tags]).toEqual([true, false]);
    change({ addresses: ['10.0.2.15'] });
    expect([empty.addresses, empty.tags]).toEqual([false, false]);
  });

  it('stays once it was filled: none comes and goes as machines start and stop', () => {
    const empty = new EmptyColumns();
    change({ addresses: ['10.0.2.15'] });
    expect(empty.addresses).toBe(false);
    change({ addresses: [] });
    expect(empty.addresses).toBe(false);
  });
});
