import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { news } from '../live/news.svelte';
import { fakeWorld } from '../testing/fake-bridge';
import { fakeRow } from '../testing/fake-rows';
import type { FakeWorld } from '../testing/fake-world';
import { Run, runs } from './runs.svelte';

const rows = [1, 2, 3].map((number) => fakeRow(number, { state: 'paused' }));
let world: FakeWorld;
beforeEach(() => {
  vi.useFakeTimers();
  const { bridge, ...rest } = fakeWorld([...rows]);
  world = rest;
  vi.stubGlobal('window', { paddock: bridge });
});
afterEach(() => {
  for (const run of runs.shown) runs.dismiss(run);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const asked = (): number => world.asked.filter(({ name }) => name === 'machine.resume').length;

describe('what is done to many machines', () => {
  it('is asked of each by the same call as of one, and told in passing when all went well', async () => {
    runs.begin({ operation: 'resume' }, rows);
    expect(runs.shown).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked()).toBe(3);
    expect(runs.shown).toEqual([]);
    expect(news.shown.at(-1)?.words()).toBe('Resume: 3 done');
  });

  it('stays with what failed and why until that is tried again, and then only that', async () => {
    const gone = fakeRow(4, { state: 'paused' });
    runs.begin({ operation: 'resume' }, [...rows, gone]);
    await vi.advanceTimersByTimeAsync(2_000);
    const [run] = runs.shown;
    expect(run?.summary).toBe('3 done, 1 failed');
    expect(run?.failed).toMatchObject([
      { name: 'machine 4', failure: { message: 'There is no such machine.' } },
    ]);
    world.machines.push(gone);
    if (run) runs.retry(run);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked()).toBe(5);
    expect(runs.shown).toEqual([]);
  });

  it('counts what a person cancelled as left as it was', async () => {
    world.failures.set('machine.resume', { code: 'cancelled', message: 'It was cancelled.' });
    const run = new Run(0, { operation: 'resume' }, rows);
    await run.go();
    expect(run.summary).toBe('0 done, 3 left as they were');
  });

  it('begins nothing more once it is stopped, and says how many that left', async () => {
    const run = new Run(0, { operation: 'save' }, rows);
    const going = run.go(); // two at once
    run.stop();
    await vi.advanceTimersByTimeAsync(2_000);
    await going;
    expect(run.done).toBe(2);
    expect(run.left.map(({ name }) => name)).toEqual(['machine 3']);
  });
});
