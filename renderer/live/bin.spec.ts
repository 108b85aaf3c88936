import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toBin } from '../machine/to-bin';
import { fakeWorld } from '../testing/fake-bridge';
import { fakeId, fakeRow } from '../testing/fake-rows';
import { bin } from './bin.svelte';
import { news } from './news.svelte';

const rows = [fakeRow(1, { name: 'web' }), fakeRow(2, { name: 'db' })];
let world: ReturnType<typeof fakeWorld>;
let end: () => void;
beforeEach(async () => {
  vi.useFakeTimers();
  world = fakeWorld([...rows]);
  vi.stubGlobal('window', { paddock: world.bridge });
  end = bin.follow();
  for (const row of rows) await toBin(row);
});
afterEach(() => {
  end();
  for (const { id } of news.shown) news.dismiss(id);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const offers = (): readonly string[] => news.shown.filter(({ action }) => action).map(({ words }) => words());

describe('the note that a machine is in the bin', () => {
  it('is there while the machine can be had back by it', () => {
    expect(offers()).toEqual(['“web” is in the bin.', '“db” is in the bin.']);
  });

  it('goes when the machine is put back elsewhere, and no other goes with it', async () => {
    await world.bridge.call('bin.recover', { id: fakeId(1) });
    expect(offers()).toEqual(['“db” is in the bin.']);
  });

  it('goes when the machine is deleted for good', async () => {
    await bin.purge(fakeId(2));
    expect(offers()).toEqual(['“web” is in the bin.']);
  });

  it('is undone by a key, the last first', async () => {
    expect(news.undo()).toBe(true);
    await vi.waitFor(() => expect(news.shown.map(({ words }) => words())).toContain('“db” is back.'));
    expect(offers()).toEqual(['“web” is in the bin.']);
    expect(news.undo()).toBe(true);
    expect(news.undo()).toBe(false);
  });

  it('stays while one is about to press its button, and goes a moment after that', () => {
    let isHeld = true;
    news.isHeld = () => isHeld;
    vi.advanceTimersByTime(60_000);
    expect(offers()).toHaveLength(2);
    isHeld = false;
    vi.advanceTimersByTime(2000);
    expect(offers()).toEqual([]);
  });

  it('goes when the bin is emptied', async () => {
    await world.bridge.call('bin.empty', {});
    expect(offers()).toEqual([]);
  });
});

describe('the note that several machines are in the bin', () => {
  it('stays until the last of them is back', async () => {
    for (const { id } of news.shown) news.dismiss(id);
    const recovers = rows.map(({ id }) => id);
    news.tell(() => 'Delete: 2 done', null, { label: () => 'Undo', run: () => undefined, recovers });
    await world.bridge.call('bin.recover', { id: fakeId(1) });
    expect(offers()).toHaveLength(1);
    await world.bridge.call('bin.recover', { id: fakeId(2) });
    expect(offers()).toEqual([]);
  });
});
