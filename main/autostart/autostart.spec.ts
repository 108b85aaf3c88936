import { describe, expect, it } from 'vitest';
import type { Definition, DomainId } from '../domains/definition';
import type { DomainSnapshot } from '../domains/domain';
import { PaddockError } from '../domains/failure';
import { definitionNamed } from '../domains/testing';
import { Autostart, type Machines } from './autostart';

type When = Definition['autostart'];

/** Machines by name that note in which order they are started; one whose name begins with `bad` does not start. */
function machinesOf(all: Readonly<Record<string, When>>): { machines: Machines; started: string[] } {
  const started: string[] = [];
  const list = Object.entries(all).map(([name, autostart]) => {
    const definition = { ...definitionNamed(name), autostart };
    return { id: definition.id, definition, state: 'shutoff' } as unknown as DomainSnapshot;
  });
  const find = (id: DomainId): DomainSnapshot => {
    const found = list.find((machine) => machine.id === id);
    if (!found) throw new Error('no such machine');
    return found;
  };
  const machines: Machines = {
    list: () => list,
    snapshot: find,
    permission: ({ definition }) =>
      definition.name === 'runs' ? { allowed: false, reason: 'It runs.' } : { allowed: true },
    start: async (id, by) => {
      const { name } = find(id).definition;
      await new Promise((resolve) => setTimeout(resolve, name.startsWith('slow') ? 30 : 1));
      started.push(`${name} by ${by}`);
      if (name.startsWith('bad')) throw new PaddockError({ code: 'file-missing', message: 'No disk.' });
    },
  };
  return { machines, started };
}

const always = (order = 0, delay = 0): When => ({ delay, order, when: 'always' });

describe('autostart', () => {
  it('starts what is to start, one order after the other, though one of them fails; what runs is left', async () => {
    const { machines, started } = machinesOf({
      never: null,
      last: always(2),
      'bad first': always(0),
      runs: always(0),
      'slow second': always(1),
    });
    const told: string[] = [];
    await new Autostart(machines, (message) => told.push(message)).run(new Set());
    expect(started).toEqual(['bad first by autostart', 'slow second by autostart', 'last by autostart']);
    expect(told).toEqual([expect.stringContaining('No disk.')]);
  });

  it('starts what is to go on only where it ran', async () => {
    const on: When = { delay: 0, order: 0, when: 'ran' };
    const { machines, started } = machinesOf({ ran: on, rested: on });
    const [ran] = machines.list();
    await new Autostart(machines, () => undefined).run(new Set(ran ? [ran.id] : []));
    expect(started).toEqual(['ran by autostart']);
  });

  it('starts nothing more once Paddock ends', async () => {
    const { machines, started } = machinesOf({ now: always(0), later: always(1, 3600), never: always(2) });
    const autostart = new Autostart(machines, () => undefined);
    const run = autostart.run(new Set());
    while (started.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    autostart.stop();
    await run;
    expect(started).toEqual(['now by autostart']);
  });
});
