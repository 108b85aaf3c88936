import { expect, it } from 'vitest';
import { definitionNamed, listUnderTest } from '../domains/testing';
import type { DomainList } from '../domains/domain-list';
import type { Driver } from '../drivers/driver';
import { ForeignMachines } from './foreign-machines';

it('Of other tools’ machines that went, the latest are known again when they come back', async () => {
  const list = listUnderTest().list as unknown as DomainList<unknown, unknown>;
  const driver = { attach: async () => undefined } as unknown as Driver;
  const foreign = new ForeignMachines({ driver, list }, (message) => expect.unreachable(message), 2);
  const found = ['a', 'b', 'c'].map(definitionNamed);
  for (const one of found) {
    await foreign.appeared(one);
    await list.use(one.id, 'note', (machine) => machine.redefine({ ...one, description: 'Notes.' }));
  }
  for (const { id } of found) await foreign.vanished(id);
  expect(list.size).toBe(0);
  for (const one of found) await foreign.appeared(one);
  const notes = list.snapshots().map(({ definition }) => `${definition.name}: ${definition.description}`);
  expect(notes).toEqual(['a: ', 'b: Notes.', 'c: Notes.']);
});
