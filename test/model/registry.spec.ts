import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PaddockError } from '../../main/domains/failure';
import { definitionNamed, listUnderTest } from '../../main/domains/testing';
import type { DomainId } from '../../main/domains/definition';

/**
 * Interleaves random operations on a list under a controlled scheduler and holds the outcome against what one change at
 * a time would have given. A failure prints the seed and path that repeat it.
 */
const NAMES = ['a', 'b', 'c', 'd'] as const;
const name = fc.constantFrom(...NAMES);

type Step =
  | { readonly kind: 'add'; readonly name: string; readonly fails: boolean }
  | { readonly kind: 'increment'; readonly name: string }
  | { readonly kind: 'job'; readonly name: string }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string }
  | { readonly kind: 'remove'; readonly name: string; readonly fails: boolean }
  | { readonly kind: 'hang'; readonly name: string }
  | { readonly kind: 'visit' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), name, fails: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('increment' as const), name }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('job' as const), name }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rename' as const), name, to: name }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), name, fails: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hang' as const), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('visit' as const) }) },
);

/** What the list may answer in a race; anything else is a defect. */
const EXPECTED = ['machine-gone', 'machine-not-found', 'name-taken', 'busy'];
const failed = new Error('on request');

interface World {
  /** Successful increments, by machine. */
  readonly counted: Map<DomainId, number>;
  /** Machines for which `remove` has answered. */
  readonly removed: Set<DomainId>;
  /** Machines in use now; twice is a defect. */
  readonly inside: Set<DomainId>;
  readonly defects: string[];
}

async function play(steps: readonly Step[], scheduler: fc.Scheduler): Promise<void> {
  const { list } = listUnderTest(undefined, 60_000);
  const world: World = { counted: new Map(), removed: new Set(), inside: new Set(), defects: [] };
  const pause = (): Promise<unknown> => scheduler.schedule(Promise.resolve(), 'pause');
  let letGo!: () => void;
  const hung = new Promise<void>((resolve) => (letGo = resolve));
  const hanging: Promise<unknown>[] = [];
  const hungIds = new Set<DomainId>();

  const alone = async <T>(id: DomainId, work: () => Promise<T>): Promise<T> => {
    if (world.inside.has(id)) world.defects.push(`two at once on ${id}`);
    if (world.removed.has(id)) world.defects.push(`used after it was deleted: ${id}`);
    world.inside.add(id);
    try {
      return await work();
    } finally {
      world.inside.delete(id);
    }
  };

  const run = async (one: Step): Promise<void> => {
    await pause();
    if (one.kind === 'visit') {
      await list.forEach('visit', (machine) => alone(machine.id, async () => void (await pause())));
      return;
    }
    if (one.kind === 'add') {
      const definition = definitionNamed(one.name);
      await list.add(definition, 'add', (machine) =>
        alone(machine.id, async () => {
          await pause();
          if (one.fails) throw failed;
        }),
      );
      return;
    }
    const id = list.named(one.name)?.id;
    if (!id) return;
    switch (one.kind) {
      case 'increment':
        await list.use(id, 'increment', (machine) =>
          alone(id, async () => {
            const before = Number(machine.definition.description);
            await pause();
            await machine.redefine({ ...machine.definition, description: String(before + 1) });
            world.counted.set(id, (world.counted.get(id) ?? 0) + 1);
          }),
        );
        return;
      case 'job':
        await list.use(id, 'job', async (machine) => {
          const job = machine.beginJob('start', 'window');
          await machine.unlocked(async () => void (await pause()));
          machine.setState('running');
          machine.endJob(job);
        });
        return;
      case 'rename':
        await list.use(id, 'rename', (machine) =>
          alone(id, async () => {
            await pause();
            await machine.redefine({ ...machine.definition, name: one.to });
          }),
        );
        return;
      case 'remove':
        await list.remove(id, 'remove', () =>
          alone(id, async () => {
            await pause();
            if (one.fails) throw failed;
          }),
        );
        world.removed.add(id);
        if (list.has(id)) world.defects.push(`found again after it was deleted: ${id}`);
        return;
      case 'hang':
        hungIds.add(id);
        hanging.push(list.use(id, 'hang', () => hung).catch(() => undefined));
    }
  };

  const outcomes = steps.map(async (one) => {
    const target = 'name' in one ? list.named(one.name)?.id : undefined;
    try {
      await run(one);
    } catch (error) {
      const known = error === failed || (error instanceof PaddockError && EXPECTED.includes(error.code));
      if (!known) world.defects.push(`${JSON.stringify(one)}: ${String(error)} ${String(target)}`);
    }
  });
  let settled = 0;
  for (const outcome of outcomes) void outcome.then(() => settled++);

  await scheduler.waitAll();
  for (let turn = 0; turn < 50; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    await scheduler.waitAll();
  }
  // While some machines hang, a new one can be added and used at once, and the list removed from.
  const fresh = definitionNamed('fresh');
  await list.add(fresh, 'add', () => undefined);
  await list.use(fresh.id, 'use', () => undefined);
  await list.remove(fresh.id, 'remove', () => undefined);
  if (hungIds.size === 0) expect(settled, 'a deadlock: some operation never ended').toBe(steps.length);

  letGo();
  for (let turn = 0; turn < 50; turn++) {
    await scheduler.waitAll();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all([...outcomes, ...hanging]);

  expect(world.defects).toEqual([]);
  for (const machine of list.snapshots()) {
    expect(list.named(machine.definition.name)?.id).toBe(machine.id);
    expect(machine.job).toBeNull();
    expect(Number(machine.definition.description), 'a lost update').toBe(world.counted.get(machine.id) ?? 0);
  }
  expect(NAMES.filter((one) => list.named(one)).length).toBe(list.snapshots().length);
  const { list: listLock, machines } = list.inspect();
  for (const lock of [listLock, ...machines.map((machine) => machine.lock)]) {
    expect(lock, 'a lock that was not given back').toMatchObject({ holder: null, queue: [] });
  }
}

/** Enough for the rare interleavings, and a minute or so of a small machine. */
const OPERATIONS = 200_000;
const RUNS_AT_ONCE = 500;

describe('the registry under any interleaving', () => {
  it('behaves as if machines were changed one at a time', async () => {
    const seed = Number(process.env.PADDOCK_SEED ?? Date.now() % 2 ** 31);
    let operations = 0;
    for (let round = 0; operations < OPERATIONS; round++) {
      const scenario = fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }),
        fc.scheduler(),
        async (steps, scheduler) => {
          operations += steps.length;
          await play(steps, scheduler);
        },
      );
      await fc.assert(scenario, { seed: seed + round, numRuns: RUNS_AT_ONCE, verbose: 1 });
    }
    console.log(`${operations} operations, seed ${seed}: PADDOCK_SEED=${seed} repeats them`);
  });
});
