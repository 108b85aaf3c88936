import { describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import { definitionNamed, gate, listUnderTest, settle, type ListUnderTest } from '../../main/domains/testing';

/** The races that libvirt's list of domains went through from 2008 to 2014, each as a fixed schedule. */

async function withMachines(...names: string[]): Promise<ListUnderTest & { readonly ids: DomainId[] }> {
  const world = listUnderTest();
  const definitions = names.map(definitionNamed);
  for (const definition of definitions) await world.list.add(definition, 'add', () => undefined);
  return { ...world, ids: definitions.map(({ id }) => id) };
}

/** The identity at a place of the list. */
function at(ids: readonly DomainId[], place: number): DomainId {
  const id = ids[place];
  if (!id) throw new Error(`no machine at ${place}`);
  return id;
}

/** Whether it settles without anything else being let go. */
async function settles(work: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const mark = (): void => void (settled = true);
  work.then(mark, mark);
  await settle();
  return settled;
}

describe('libvirt’s old races', () => {
  it('a3adcce79: looking one machine up waits for no other machine', async () => {
    const { list, ids } = await withMachines('slow', 'web');
    const slow = gate();
    const holding = list.use(at(ids, 0), 'hold', () => slow.passed);
    await settle();
    expect(list.named('web')?.id).toBe(at(ids, 1));
    expect(await settles(list.use(at(ids, 1), 'use', () => undefined))).toBe(true);
    slow.open();
    await holding;
  });

  it('3527f16a9: a long start holds up neither the list nor its own machine’s readers', async () => {
    const { list, ids } = await withMachines('slow');
    const slow = gate();
    const starting = list.use(at(ids, 0), 'start', async (machine) => {
      const job = machine.beginJob('start', 'window');
      await machine.unlocked(() => slow.passed);
      machine.endJob(job);
    });
    await settle();
    expect(list.snapshot(at(ids, 0)).job?.operation).toBe('start');
    expect(await settles(list.add(definitionNamed('new'), 'add', () => undefined))).toBe(true);
    expect(await settles(list.use(at(ids, 0), 'look', () => undefined))).toBe(true);
    slow.open();
    await starting;
    expect(list.snapshot(at(ids, 0)).job).toBeNull();
  });

  it('43b897c17: work that throws leaves no machine locked', async () => {
    const { list, ids } = await withMachines('web');
    const fail = (): never => {
      throw new Error('on request');
    };
    await expect(list.use(at(ids, 0), 'fail', fail)).rejects.toThrow('on request');
    await expect(list.remove(at(ids, 0), 'fail', fail)).rejects.toThrow('on request');
    expect(await settles(list.use(at(ids, 0), 'use', () => undefined))).toBe(true);
    expect(list.inspect().machines[0]?.lock).toMatchObject({ holder: null, queue: [] });
  });

  it('b7c98329c, c7d1c139c, 540c339a2: whoever found a machine and waited for it never gets a deleted one', async () => {
    const { list, ids } = await withMachines('web');
    const clearing = gate();
    const removing = list.remove(at(ids, 0), 'undefine', () => clearing.passed);
    await settle();
    let touched = false;
    const waiting = list.use(at(ids, 0), 'use', () => void (touched = true));
    const refused = expect(waiting).rejects.toMatchObject({ code: 'machine-gone' });
    await settle();
    clearing.open();
    await Promise.all([removing, refused]);
    expect(touched).toBe(false);
    expect(list.has(at(ids, 0))).toBe(false);
  });

  it('1e93470df: two machines that want each other’s name, while others come and go, never lock each other out', async () => {
    const { list, ids } = await withMachines('a', 'b');
    const rename = (place: number, name: string): Promise<void> =>
      list.use(at(ids, place), 'rename', (machine) => machine.redefine({ ...machine.definition, name }));
    const passing = definitionNamed('c');
    const all = Promise.allSettled([
      rename(0, 'b'),
      rename(1, 'a'),
      list.add(passing, 'add', () => undefined),
      rename(0, 'd'),
      rename(1, 'a'),
      list.remove(at(ids, 0), 'undefine', () => undefined),
    ]);
    expect(await settles(all)).toBe(true);
    expect((await all).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(list.snapshots().map(({ definition }) => definition.name)).toEqual(['a', 'c']);
    expect(list.named('a')?.id).toBe(at(ids, 1));
    expect(list.named('d')).toBeUndefined();
  });
});
