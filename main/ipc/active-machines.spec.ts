import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manyMachines } from '../drivers/test/demo-world';
import { TestDriver } from '../drivers/test/driver';
import { Hypervisor } from '../hypervisor/hypervisor';
import { activeMachines } from './active-machines';

let hypervisor: Hypervisor;
beforeEach(async () => {
  hypervisor = new Hypervisor({
    drivers: [new TestDriver({ world: () => manyMachines(100, 10).reverse() })],
    definitions: '/nowhere', // it keeps nothing
    log: () => undefined,
  });
  await hypervisor.open();
});
afterEach(() => hypervisor.close());

describe('the active machines', () => {
  it('are the first by name, with how many there are', async () => {
    await hypervisor.discover('test');
    const { first, count, canSuspend } = activeMachines(hypervisor, 3);
    expect(first.map(({ name }) => name)).toEqual(['machine-00001', 'machine-00003', 'machine-00004']);
    expect({ count, canSuspend }).toEqual({ count: 60, canSuspend: true });
  });

  it('are none where none runs', () => {
    expect(activeMachines(hypervisor, 3)).toEqual({ first: [], count: 0, canSuspend: false });
  });
});
