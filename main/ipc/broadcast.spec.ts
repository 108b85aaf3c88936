import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventPayload } from '../../preload/contract';
import type { DomainId } from '../domains/definition';
import { manyMachines } from '../drivers/test/demo-world';
import { ABLE, everyCapability, unable } from '../drivers/driver';
import { TestDriver } from '../drivers/test/driver';
import { Hypervisor } from '../hypervisor/hypervisor';
import type { SettingsFile } from '../settings';
import { broadcast } from './broadcast';

const noSettings = { onChange: () => () => undefined } as unknown as SettingsFile;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

class ChangeableDriver extends TestDriver {
  override capabilities = everyCapability(ABLE);
}

let driver: ChangeableDriver;
let hypervisor: Hypervisor;
let sent: { readonly name: string; readonly crossing: unknown }[];
let ids: DomainId[];
beforeEach(async () => {
  driver = new ChangeableDriver({ world: () => manyMachines(4, 10) });
  hypervisor = new Hypervisor({ drivers: [driver], definitions: '/nowhere', log: () => undefined });
  await hypervisor.open();
  await hypervisor.discover('test');
  ids = hypervisor.list().map(({ id }) => id);
  sent = [];
  const window = {
    send: (_channel: string, name: string, crossing: unknown) => sent.push({ name, crossing }),
  };
  await pause(20); // what is told of their first look is not looked at here
  broadcast(
    hypervisor,
    noSettings,
    () => [window],
    () => true,
  );
});
afterEach(() => hypervisor.close());

const changes = (): EventPayload<'machines'>[] =>
  sent.flatMap(({ name, crossing }) =>
    name === 'machines' ? [JSON.parse(String(crossing)) as EventPayload<'machines'>] : [],
  );

describe('what the window is told', () => {
  it('has each machine that changed as it is now, and those that are gone, as text', async () => {
    const [first] = ids;
    if (!first) throw new Error('there is no machine');
    await hypervisor.suspend(first, 'window');
    await hypervisor.resume(first, 'window');
    await hypervisor.undefine(ids[1] ?? first, 'window');
    await vi.waitFor(() => {
      expect(changes().flatMap(({ removed }) => removed)).toEqual([ids[1]]);
      const told = changes().flatMap(({ changed }) => changed.filter(({ id }) => id === first));
      expect(told.at(-1)?.version).toBe(hypervisor.snapshot(first).version);
      expect(told.at(-1)?.state).toBe('running');
    });
  });

  it('has all machines of a driver once it can do something else, and none of them while it can do the same', async () => {
    await hypervisor.probe('test');
    await pause(40);
    expect(changes()).toEqual([]);
    driver.capabilities = everyCapability(unable('It is gone.'));
    await hypervisor.probe('test');
    await vi.waitFor(() => expect(changes()).not.toEqual([]));
    expect(changes().flatMap(({ changed }) => changed.map(({ id, allows }) => ({ id, allows })))).toEqual(
      ids.map((id) => ({ id, allows: [] })),
    );
    expect(sent.filter(({ name }) => name === 'drivers')).toHaveLength(2);
  });
});
