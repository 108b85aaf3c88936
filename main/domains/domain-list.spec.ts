import { describe, expect, it, vi } from 'vitest';
import type { LockedDomain } from './domain';
import { newDomainId } from './definition';
import { PaddockError } from './failure';
import { LOCK_QUEUE_LIMIT } from './lock';
import { definitionNamed, gate, listUnderTest, settle } from './testing';
import { MemoryStore } from './store';

const nothing = (): void => undefined;

describe('the list of machines', () => {
  it('shows a machine as soon as it is added, by identity and by name', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    expect(list.snapshot(definition.id).definition.name).toBe('web');
    expect(list.named('web')?.id).toBe(definition.id);
    expect(list.snapshots()).toHaveLength(1);
  });

  it('refuses a name that is taken and suggests a free one', async () => {
    const { list } = listUnderTest();
    await list.add(definitionNamed('web'), 'define', nothing);
    await list.add(definitionNamed('web 2'), 'define', nothing);
    await expect(list.add(definitionNamed('web'), 'define', nothing)).rejects.toMatchObject({
      failure: { code: 'name-taken', remedy: { suggestion: 'web 3' } },
    });
    expect(list.snapshots()).toHaveLength(2);
  });

  it('gives one of two simultaneous adds of a name the name, and the other a refusal', async () => {
    const { list } = listUnderTest();
    const outcomes = await Promise.allSettled(
      [1, 2].map(() => list.add(definitionNamed('web'), 'define', settle)),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('lets nobody touch a new machine before it is made real', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    const { passed, open } = gate();
    const order: string[] = [];
    const adding = list.add(definition, 'define', async () => {
      await passed;
      order.push('begun');
    });
    await settle();
    const using = list.use(definition.id, 'start', () => void order.push('used'));
    await settle();
    open();
    await Promise.all([adding, using]);
    expect(order).toEqual(['begun', 'used']);
  });

  it('takes a machine out again when making it fails; who waited finds it gone and the name is free', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    const { passed, open } = gate();
    const adding = list.add(definition, 'define', async () => {
      await passed;
      throw new Error('disk full');
    });
    await settle();
    const using = list.use(definition.id, 'start', () => 'used');
    await settle();
    open();
    await expect(adding).rejects.toThrow('disk full');
    await expect(using).rejects.toMatchObject({ failure: { code: 'machine-gone' } });
    expect(list.snapshots()).toEqual([]);
    await list.add(definitionNamed('web'), 'define', nothing);
  });

  it('changes one machine one at a time', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 10 }, () =>
        list.use(definition.id, 'change', async () => {
          most = Math.max(most, ++inside);
          await settle();
          inside--;
        }),
      ),
    );
    expect(most).toBe(1);
  });

  it('is not held up by a busy machine', async () => {
    const { list } = listUnderTest();
    const [slow, quick] = [definitionNamed('slow'), definitionNamed('quick')];
    await list.add(slow, 'define', nothing);
    await list.add(quick, 'define', nothing);
    const { passed, open } = gate();
    const busy = list.use(slow.id, 'a long call', () => passed);
    const waiting = list.use(slow.id, 'waits for it', nothing);
    await settle();
    await expect(list.use(quick.id, 'change', () => 'done')).resolves.toBe('done');
    await list.add(definitionNamed('new'), 'define', nothing);
    expect(list.snapshots()).toHaveLength(3);
    open();
    await Promise.all([busy, waiting]);
  });

  it('publishes a new version at each unlock that changed something, and none where nothing changed', async () => {
    const { list, events } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    const before = list.snapshot(definition.id);
    await list.use(definition.id, 'look', nothing);
    expect(list.snapshot(definition.id)).toBe(before);
    await list.use(definition.id, 'change', async (machine) => {
      machine.setState('running');
      expect(list.snapshot(definition.id)).toBe(before);
    });
    const after = list.snapshot(definition.id);
    expect(after).toMatchObject({ state: 'running', version: before.version + 1 });
    expect(before.state).toBe('shutoff');
    await settle();
    expect(events.map(({ kind }) => kind)).toEqual(['added', 'changed']);
  });

  it('makes a handle void when its call ends', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    let kept: LockedDomain<null, string> | undefined;
    await list.use(definition.id, 'change', (machine) => void (kept = machine));
    expect(() => kept?.setState('running')).toThrow(
      expect.objectContaining({ code: 'handle-void', message: expect.stringMatching(/gave back its lock/) }),
    );
    expect(list.snapshot(definition.id).state).toBe('shutoff');
  });

  it('gives the lock back when the work throws', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    await expect(
      list.use(definition.id, 'change', () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await expect(list.use(definition.id, 'change', () => 'free')).resolves.toBe('free');
  });

  it('turns a call for the same machine from within into an error, not a hang', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    await expect(
      list.use(definition.id, 'outer', () => list.use(definition.id, 'inner', nothing)),
    ).rejects.toMatchObject({ failure: { code: 'lock-order' } });
  });

  it('removes a machine only when nobody holds it, and tells whoever waited that it is gone', async () => {
    const { list, events } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    const { passed, open } = gate();
    const busy = list.use(definition.id, 'busy', () => passed);
    const removing = list.remove(definition.id, 'undefine', nothing);
    const late = list.use(definition.id, 'late', () => 'used');
    await settle();
    expect(list.snapshots()).toHaveLength(1);
    open();
    await Promise.all([busy, removing]);
    await expect(late).rejects.toMatchObject({ failure: { code: 'machine-gone' } });
    await expect(list.use(definition.id, 'later', nothing)).rejects.toMatchObject({
      failure: { code: 'machine-not-found' },
    });
    await settle();
    expect(events.at(-1)).toMatchObject({ kind: 'removed', name: 'web' });
  });

  it('keeps a machine whose clearing failed', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    await expect(
      list.remove(definition.id, 'undefine', () => {
        throw new PaddockError({ code: 'file-in-use', message: 'The disk is in use.' });
      }),
    ).rejects.toMatchObject({ failure: { code: 'file-in-use' } });
    await expect(list.use(definition.id, 'change', () => 'still here')).resolves.toBe('still here');
  });

  it('has a place in the queue from the moment it lets go of the list', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    const { passed, open } = gate();
    const busy = list.use(definition.id, 'busy', () => passed);
    const second = list.use(definition.id, 'second', nothing);
    // Whoever has the list after it sees it in the machine's queue.
    await list.add(definitionNamed('other'), 'define', () => {
      expect(list.inspect().machines[0]?.lock.queue).toEqual(['second']);
    });
    open();
    await Promise.all([busy, second]);
  });

  it('refuses one too many in a queue, but never what was seen of a machine', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    const { passed, open } = gate();
    const waiting = Array.from({ length: LOCK_QUEUE_LIMIT + 1 }, () =>
      list.use(definition.id, 'start', () => passed),
    );
    await settle();
    await expect(list.use(definition.id, 'one more', nothing)).rejects.toMatchObject({
      failure: { code: 'lock-queue-full', message: expect.stringContaining('one more') },
    });
    const seen = list.use(definition.id, 'it ended', (machine) => machine.setState('crashed'), true);
    open();
    await Promise.all([...waiting, seen]);
    expect(list.snapshot(definition.id).state).toBe('crashed');
  });

  it('refuses an unknown identity', async () => {
    const { list } = listUnderTest();
    await expect(list.use(newDomainId(), 'start', nothing)).rejects.toMatchObject({
      failure: { code: 'machine-not-found' },
    });
  });

  it('visits every machine, leaving out what is deleted meanwhile', async () => {
    const { list } = listUnderTest();
    const definitions = ['a', 'b', 'c'].map(definitionNamed);
    for (const definition of definitions) await list.add(definition, 'define', nothing);
    const seen: string[] = [];
    await list.forEach('visit', async (machine) => {
      seen.push(machine.definition.name);
      if (machine.definition.name === 'a') {
        const b = definitions[1];
        if (b) void list.remove(b.id, 'undefine', nothing).catch(nothing);
      }
      await settle();
    });
    expect(seen).toContain('a');
    expect(seen).toContain('c');
  });

  it('renames under the machine’s lock, and undoes it when saving fails', async () => {
    const store = new MemoryStore();
    const { list } = listUnderTest(store);
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    await list.add(definitionNamed('taken'), 'define', nothing);
    const rename = (name: string): Promise<void> =>
      list.use(definition.id, 'rename', (machine) => machine.redefine({ ...machine.definition, name }));
    await rename('site');
    expect(list.named('site')?.id).toBe(definition.id);
    expect(list.named('web')).toBeUndefined();
    await expect(rename('taken')).rejects.toMatchObject({ failure: { code: 'name-taken' } });
    store.save = () => Promise.reject(new Error('disk full'));
    await expect(rename('other')).rejects.toThrow('disk full');
    expect(list.named('site')?.id).toBe(definition.id);
    expect(list.named('other')).toBeUndefined();
  });
});

describe('the bin of the list', () => {
  it('has a machine again that could not be put back, and so has the store', async () => {
    const store = new MemoryStore();
    const { list } = listUnderTest(store);
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    await list.remove(definition.id, 'undefine', nothing);
    const discard = vi.spyOn(store, 'discard');
    await expect(
      list.recover(definition.id, 'recover', () => Promise.reject(new Error('no answer'))),
    ).rejects.toThrow('no answer');
    expect(list.snapshots()).toEqual([]);
    expect(list.bin.get(definition.id)?.definition).toEqual(definition);
    expect(discard).toHaveBeenCalledWith(expect.objectContaining({ definition }));
    await list.recover(definition.id, 'recover', nothing);
    expect(list.snapshot(definition.id).definition).toEqual(definition);
  });

  it('gives a machine to one alone', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    await list.remove(definition.id, 'undefine', nothing);
    const { passed, open } = gate();
    const purging = list.purge(definition.id, 'purge', () => passed);
    await expect(list.recover(definition.id, 'recover', nothing)).rejects.toMatchObject({
      failure: { code: 'busy', cause: expect.stringContaining('purge') },
    });
    open();
    await purging;
  });
});

describe('a job', () => {
  it('lets others read and change while its long part runs, and keeps the machine for itself', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    const { passed, open } = gate();
    const starting = list.use(definition.id, 'start', async (machine) => {
      const job = machine.beginJob('start', 'window');
      const { fate } = await machine.unlocked(() => passed);
      machine.setState('running');
      machine.endJob(job);
      return fate;
    });
    await settle();
    expect(list.snapshot(definition.id).job).toMatchObject({ operation: 'start', by: 'window' });
    await list.use(definition.id, 'event', (machine) => {
      expect(() => machine.beginJob('suspend', 'tray')).toThrowError(/busy/);
    });
    open();
    await expect(starting).resolves.toBe('stopped');
    expect(list.snapshot(definition.id)).toMatchObject({ state: 'running', job: null });
  });

  it('is told what became of the machine while it was unlocked', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', (machine) => machine.setState('running'));
    const fateAfter = (meanwhile: () => Promise<void>): Promise<string> =>
      list.use(definition.id, 'save', async (machine) => {
        const job = machine.beginJob('suspend', 'window');
        try {
          return (await machine.unlocked(meanwhile)).fate;
        } finally {
          machine.endJob(job);
        }
      });
    await expect(fateAfter(async () => undefined)).resolves.toBe('alive');
    await expect(
      fateAfter(() => list.use(definition.id, 'died', (machine) => machine.setState('crashed', 'killed'))),
    ).resolves.toBe('stopped');
    await expect(fateAfter(() => list.remove(definition.id, 'undefine', nothing))).resolves.toBe('gone');
  });

  it('leaves a machine that passes through another state what it was, since when it was that', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', (machine) => machine.setState('running', null, 100));
    const passing = (state: 'paused' | 'shutoff'): Promise<void> =>
      list.use(definition.id, 'snapshot', async (machine) => {
        const job = machine.beginJob('snapshot-create', 'window');
        await machine.unlocked(async () => {
          await list.use(definition.id, 'seen', (seen) => seen.setState(state));
          expect(list.snapshot(definition.id)).toMatchObject({ state });
          await list.use(definition.id, 'seen', (seen) => seen.setState('running'));
        });
        machine.endJob(job);
      });
    await passing('paused');
    expect(list.snapshot(definition.id)).toMatchObject({ state: 'running', since: 100 });
    await passing('shutoff'); // it ended, and runs anew
    expect(list.snapshot(definition.id).since).toBeGreaterThan(100);
    await list.use(definition.id, 'pause', (machine) => machine.setState('paused', null, 200));
    await list.use(definition.id, 'resume', (machine) => machine.setState('running', null, 300));
    expect(list.snapshot(definition.id).since).toBe(300);
  });

  it('can’t use its machine during the long part', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    await list.use(definition.id, 'start', async (machine) => {
      const job = machine.beginJob('start', 'window');
      await expect(machine.unlocked(async () => machine.setState('running'))).rejects.toThrowError(
        /gave back its lock/,
      );
      machine.endJob(job);
    });
  });

  it('has its lock again when the long part throws', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    await list.use(definition.id, 'start', async (machine) => {
      const job = machine.beginJob('start', 'window');
      await expect(machine.unlocked(() => Promise.reject(new Error('died')))).rejects.toThrow('died');
      machine.setState('crashed', 'died');
      machine.endJob(job);
    });
    expect(list.snapshot(definition.id)).toMatchObject({ state: 'crashed', job: null });
  });

  it('shows its progress without a lock', async () => {
    const { list } = listUnderTest();
    const definition = definitionNamed('web');
    await list.add(definition, 'define', nothing);
    await list.use(definition.id, 'start', async (machine) => {
      const job = machine.beginJob('start', 'window');
      await machine.unlocked(async () => {
        job.report('copying', { done: 1, total: 4, unit: 'steps' });
        expect(list.snapshot(definition.id).job).toMatchObject({
          step: 'copying',
          progress: { done: 1, total: 4 },
        });
      });
      machine.endJob(job);
    });
  });
});
