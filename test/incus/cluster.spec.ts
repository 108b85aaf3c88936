import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import { createIncusDriver } from '../../main/drivers/incus/driver';
import { Hypervisor } from '../../main/hypervisor/hypervisor';
import { IncusCluster, whyNoCluster } from './cluster';

const absent = await whyNoCluster();
const begin = absent === null ? describe : describe.skip;
const by = 'window' as const;

begin(`A cluster of three${absent === null ? '' : ` (${absent})`}`, () => {
  let cluster: IncusCluster;
  let folder: string;
  let hypervisor: Hypervisor;
  beforeAll(async () => {
    cluster = await IncusCluster.start();
    folder = await mkdtemp(join(tmpdir(), 'pdk-'));
    hypervisor = new Hypervisor({
      drivers: [createIncusDriver({ socket: cluster.socket('m1'), folder: join(folder, 'incus') })],
      definitions: join(folder, 'definitions'),
      log: () => undefined,
    });
    await (
      await hypervisor.open()
    ).attached;
    await hypervisor.probe('incus');
  }, 180_000);
  afterAll(async () => {
    await hypervisor?.close();
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const define = (name: string, member: string): Promise<DomainId> =>
    hypervisor.define(
      'incus',
      name,
      { memory: null, cpus: null, member, source: { kind: 'image', image: 'tiny' } },
      by,
    );
  const locationOf = async (name: string): Promise<string> =>
    (await cluster.incus('m1', ['list', name, '-f', 'csv', '-c', 'L'])).trim();

  async function eventually(holds: () => boolean, what: string, limit = 60_000): Promise<void> {
    for (const end = Date.now() + limit; !holds();) {
      if (Date.now() > end) throw new Error(`it never came to this: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it('tells its members, with state, role and load', async () => {
    const [own] = await hypervisor.remotes('incus').list();
    expect(own).toMatchObject({ name: 'local', fingerprint: null, found: { status: 'connected' } });
    const members = own?.found.status === 'connected' ? (own.found.members ?? []) : [];
    expect(members.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'm1 online',
      'm2 online',
      'm3 online',
    ]);
    expect(members.some(({ roles }) => roles.includes('database-leader'))).toBe(true);
    for (const { memory } of members) expect(memory?.total).toBeGreaterThan(1024 ** 3);
  });

  it('makes a machine on the member that was chosen, and moves it to another', async () => {
    const id = await define('web', 'm2');
    expect(await locationOf('web')).toBe('m2');
    const move = hypervisor.facts.actions(hypervisor.snapshot(id)).find((action) => action.id === 'move');
    expect(move?.fields[0]?.choices?.map(({ value }) => value)).toEqual(['m1', 'm3']);
    await hypervisor.act(id, 'move', { member: 'm3' }, by);
    expect(await locationOf('web')).toBe('m3');
    await hypervisor.start(id, by);
    expect(hypervisor.snapshot(id).state).toBe('running');
    await hypervisor.destroy(id, by);
  });

  it('moves all machines of a member elsewhere, and back', async () => {
    const id = await define('mail', 'm3');
    await hypervisor.start(id, by);
    await hypervisor.remotes('incus').evacuate('local', 'm3', true);
    expect(await locationOf('mail')).not.toBe('m3');
    await eventually(() => hypervisor.snapshot(id).state === 'running', 'it runs elsewhere');
    await hypervisor.remotes('incus').evacuate('local', 'm3', false);
    expect(await locationOf('mail')).toBe('m3');
    await hypervisor.destroy(id, by);
  });

  it('of which a member died shows its machines as unknown, never as off, and as they are when it is back', async () => {
    const id = await define('shop', 'm3');
    await hypervisor.start(id, by);
    await cluster.kill('m3');
    await eventually(() => hypervisor.snapshot(id).state === 'unknown', 'it is unknown');
    expect(hypervisor.snapshot(id).reason).toContain('m3');
    await cluster.up('m3');
    await eventually(() => hypervisor.snapshot(id).state === 'running', 'it is seen to run');
  });
});
