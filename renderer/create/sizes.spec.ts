import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppInfo } from '../../preload/contract';
import { settings } from '../live/settings.svelte';
import { FAKE_SETTINGS } from '../testing/fake-world';
import { GIB, MIB } from './defaults';
import { Sizes } from './sizes.svelte';

const host = { hostMemoryBytes: 16 * GIB, hostCpus: 8 } as AppInfo;
const now = ({ memoryMiB, cpus }: Sizes): readonly (number | null)[] => [memoryMiB, cpus];

let sizes: Sizes;
beforeEach(() => {
  settings.current = { ...FAKE_SETTINGS, newMemoryMiB: 1024, newCpus: 3 };
  sizes = new Sizes();
  sizes.fill(host);
});
afterEach(() => (settings.current = null));

describe('the sizes of a new machine', () => {
  it('are those of the settings, and follow them while nothing else is chosen', () => {
    expect(now(sizes)).toEqual([1024, 3]);
    settings.current = { ...FAKE_SETTINGS, newMemoryMiB: 2048, newCpus: 1 };
    sizes.fill(host);
    expect(now(sizes)).toEqual([2048, 1]);
  });

  it('are more where the system that is recognised wants more, and stay so', () => {
    sizes.suggest(3072 * MIB, 4, host);
    sizes.fill(host);
    expect(now(sizes)).toEqual([3072, 4]);
  });

  it('are not less because a system would do with less', () => {
    sizes.suggest(256 * MIB, 1, host);
    expect(now(sizes)).toEqual([1024, 3]);
  });

  it('are what a person chose, whatever is recognised or set later', () => {
    sizes.memoryMiB = 777;
    sizes.isChosen = true;
    sizes.suggest(4096 * MIB, 4, host);
    sizes.fill(host);
    expect(now(sizes)).toEqual([777, 3]);
  });

  it('are kept as suggested', () => {
    sizes.suggest(3072 * MIB, 4, host);
    const again = new Sizes();
    again.restore(sizes.save());
    again.fill(host);
    expect(now(again)).toEqual([3072, 4]);
  });
});
