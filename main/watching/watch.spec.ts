import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settle } from '../domains/testing';
import type { DomainId } from '../domains/definition';
import { TestDriver } from '../drivers/test/driver';
import { manyMachines } from '../drivers/test/demo-world';
import { Hypervisor } from '../hypervisor/hypervisor';
import { WatchAudience, type ShownUsage } from './audience';
import { Thumbnails, type Thumbnail } from './thumbnails';
import { Watch, type UsageNow } from './watch';

let hypervisor: Hypervisor;
let ids: DomainId[];
beforeEach(async () => {
  hypervisor = new Hypervisor({
    drivers: [new TestDriver({ world: () => manyMachines(5, 10) })],
    definitions: '/nowhere', // it keeps nothing
    log: () => undefined,
  });
  await hypervisor.open();
  await hypervisor.discover('test');
  ids = hypervisor.list().map(({ id }) => id); // running, off, running, paused, off
});
afterEach(() => hypervisor.close());

const at = (index: number): DomainId => ids[index] ?? expect.fail(`no machine ${index}`);
const shown = (listed: readonly DomainId[], more: Partial<ShownUsage> = {}): ShownUsage => ({
  listed: new Set(listed),
  closely: new Set(),
  all: false,
  ...more,
});
const log = (message: string): void => expect.fail(message);

describe('watching machines', () => {
  let watch: Watch;
  let told: UsageNow[];
  let asked: number;
  beforeEach(() => {
    asked = 0;
    watch = new Watch({
      hypervisor: {
        list: () => hypervisor.list(),
        those: (some) => hypervisor.those(some),
        onMachine: (listener) => hypervisor.onMachine(listener),
        sample: (machines) => {
          asked += machines.length;
          return hypervisor.sample(machines);
        },
      },
      log,
    });
    told = [];
    watch.onUsage((usage) => told.push(...usage));
  });
  afterEach(() => watch.close());

  it('tells of those that are looked at and active, and asks no others', async () => {
    watch.show(shown([at(0), at(1)]));
    await watch.ask(); // the first round is for all that are active
    expect(asked).toBe(3);
    asked = 0;
    await new Promise((resolve) => setTimeout(resolve, 20));
    await watch.ask();
    await settle();
    expect(asked).toBe(1);
    expect(new Set(told.map(({ id }) => id))).toEqual(new Set([at(0)]));
    expect(told.at(-1)?.rates.cpu).toBeGreaterThan(0);
    expect(told.at(-1)?.rates.memory).toBeGreaterThan(0);
  });

  it('asks one that is looked at alone each second, and those of a list together every third', async () => {
    watch.show(shown([at(2), at(3)], { closely: new Set([at(0)]) }));
    for (let round = 0; round < 3; round++) await watch.ask(); // until all have numbers
    const rounds: number[] = [];
    for (let round = 0; round < 6; round++) {
      asked = 0;
      await watch.ask();
      rounds.push(asked);
    }
    expect(rounds).toEqual([3, 1, 1, 3, 1, 1]);
  });

  it('asks one that is new in a list until it has numbers, for a rate needs two readings', async () => {
    watch.show(shown([]));
    await watch.ask(); // for all
    await watch.ask();
    await hypervisor.start(at(1), 'window');
    watch.show(shown([at(1)]));
    const rounds: number[] = [];
    for (let round = 0; round < 5; round++) {
      asked = 0;
      await watch.ask();
      rounds.push(asked);
    }
    expect(rounds).toEqual([1, 1, 0, 0, 1]);
  });

  it('asks nobody while nobody looks, but for the histories now and then', async () => {
    for (let round = 0; round < 15; round++) await watch.ask();
    expect(asked).toBe(3);
    await watch.ask();
    expect(asked).toBe(6);
    expect(watch.history(at(2), '5min').at).not.toHaveLength(0);
    expect(watch.history(at(1), '5min').at).toHaveLength(0);
  });

  it('tells of all that are active every few seconds while they are to stand in that order', async () => {
    watch.show(shown([at(0)], { all: true }));
    await watch.ask(); // there is nothing to count from yet
    for (let round = 0; round < 3; round++) await watch.ask();
    await settle();
    told = [];
    await new Promise((resolve) => setTimeout(resolve, 20));
    await watch.ask();
    await settle();
    expect(new Set(told.map(({ id }) => id))).toEqual(new Set([at(0), at(2), at(3)]));
    expect(told.every(({ rates }) => rates.cpu !== null)).toBe(true);
    watch.show(shown([at(0)]));
    told = [];
    for (let round = 0; round < 10; round++) await watch.ask();
    await settle();
    expect(new Set(told.map(({ id }) => id))).toEqual(new Set([at(0)]));
  });

  it('forgets a machine that is deleted', async () => {
    await watch.ask();
    await hypervisor.undefine(at(1), 'window');
    await hypervisor.destroy(at(0), 'window');
    await hypervisor.undefine(at(0), 'window');
    await settle();
    expect(watch.history(at(0), '5min').at).toHaveLength(0);
  });
});

describe('small pictures', () => {
  it('are taken of running machines that are seen, one at a time, and told where they changed', async () => {
    const taken: DomainId[] = [];
    const told: Thumbnail[] = [];
    let now = 1;
    const thumbnails = new Thumbnails({
      hypervisor: {
        those: (some) => hypervisor.those(some),
        onMachine: (listener) => hypervisor.onMachine(listener),
        screenshot: async (id) => {
          taken.push(id);
          return new Uint8Array([now]);
        },
      },
      shrink: (png) => png,
      log,
    });
    thumbnails.onThumbnail((thumbnail) => told.push(thumbnail));
    await thumbnails.take();
    expect(taken).toEqual([]);
    thumbnails.show(new Set([at(0), at(1), at(3)])); // off and paused ones have no news
    await thumbnails.take();
    await thumbnails.take();
    expect(taken).toEqual([at(0)]);
    now = 2;
    thumbnails.show(new Set());
    thumbnails.show(new Set([at(0)])); // what is known is told at once
    await settle();
    expect(told.map(({ png }) => [...png])).toEqual([[1], [1]]);
    thumbnails.close();
  });

  it('of simulated machines are PNG files', async () => {
    const png = await hypervisor.screenshot(at(0));
    expect(
      Buffer.from(png ?? [])
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect(await hypervisor.screenshot(at(1))).toBeNull();
  });
});

describe('what all windows show', () => {
  it('is measured once, and no longer when the last window leaves', () => {
    const seen: string[] = [];
    const audience = new WatchAudience<object>(({ listed, closely, all }, pictures) =>
      seen.push(`${listed.size} ${closely.size} ${pictures.size}${all ? ' all' : ''}`),
    );
    const [one, two] = [{}, {}];
    audience.show(one, { usage: [at(0), at(1)], closely: [], thumbnails: [], all: false });
    audience.show(two, { usage: [at(1), at(2)], closely: [at(0)], thumbnails: [at(2)], all: true });
    audience.leave(one);
    audience.leave(two);
    audience.leave(two);
    expect(seen).toEqual(['2 0 0', '3 1 1 all', '2 1 1 all', '0 0 0']);
  });
});
