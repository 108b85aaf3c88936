import { afterEach, describe, expect, it } from 'vitest';
import { manyMachines } from '../drivers/test/demo-world';
import { TestDriver } from '../drivers/test/driver';
import { Hypervisor } from './hypervisor';

describe('listing what a driver finds', () => {
  let hypervisor: Hypervisor;
  afterEach(() => hypervisor.close());

  it('lets others have their turn between, where it finds thousands', async () => {
    const driver = new TestDriver({ world: (pace) => manyMachines(2_000, pace) });
    hypervisor = new Hypervisor({ drivers: [driver], definitions: '/nowhere', log: () => undefined });
    await hypervisor.open();
    const seen = new Set<number>();
    const look = setInterval(() => seen.add(hypervisor.count), 0);
    await hypervisor.discover('test');
    clearInterval(look);
    expect(hypervisor.count).toBe(2_000);
    expect(seen.size).toBeGreaterThan(2);
  });
});
