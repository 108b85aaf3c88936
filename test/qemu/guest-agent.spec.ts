import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import { INSIDE, tinyLinuxWithAgent } from '../guests/guest-agent';
import { clear, newHome, openWorld, pause, READY, tinyRequest, Typist, type World } from './harness';

let home: string;
let world: World;

beforeEach(async () => {
  home = newHome();
  world = await openWorld(home);
});
afterEach(async () => {
  await world.close();
  clear(home);
});

/** A machine with a card whose guest has an agent that does not run yet. */
async function withAgent(): Promise<{ readonly id: DomainId; readonly typist: Typist }> {
  const { hypervisor } = world;
  const { kernel, initrd } = await tinyLinuxWithAgent();
  const request = await tinyRequest({
    network: true,
    source: { kind: 'kernel', kernel, initrd, commandLine: 'console=ttyS0 quiet' },
    newDisk: 1024 ** 2,
  });
  const id = await hypervisor.define('qemu', 'with an agent', request, 'window');
  await hypervisor.start(id, 'window');
  const typist = new Typist(await hypervisor.openText(id, 'serial0'));
  await typist.sees(READY);
  return { id, typist };
}

const answers = (id: DomainId): Promise<unknown> =>
  world.until(id, ({ presence }) => presence?.agent?.answers === true);

describe('the agent inside', () => {
  it('tells the system, its name and its addresses, and is known to be gone when it ends', async () => {
    const { id, typist } = await withAgent();
    expect(world.state(id).presence).toMatchObject({ addresses: [], agent: { answers: false } });
    typist.type('agent');
    await world.until(id, ({ presence }) => presence?.addresses[0] === INSIDE.address);
    expect(world.state(id).presence).toMatchObject({
      agent: {
        answers: true,
        version: expect.stringMatching(/^\d+\.\d+/),
        system: INSIDE.system,
        hostName: INSIDE.hostName,
      },
    });
    typist.type('kill $(cat /run/agent.pid)');
    await world.until(id, ({ presence }) => presence?.agent?.answers === false);
    expect(world.state(id).presence?.addresses).toEqual([]);
  });

  it('powers its system off where it answers; the power button is left for where it does not', async () => {
    const { id, typist } = await withAgent();
    typist.type('agent');
    await answers(id);
    await world.hypervisor.shutdown(id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'shutoff', reason: null, presence: null });
    await typist.ended;
    expect(typist.text).toContain(INSIDE.farewell);

    await world.hypervisor.start(id, 'window');
    const again = new Typist(await world.hypervisor.openText(id, 'serial0'));
    await again.sees(READY);
    again.type('rm /sbin/shutdown; agent');
    await answers(id);
    await world.hypervisor.shutdown(id, 'window');
    expect(world.state(id).state).toBe('shutoff');
    await again.ended;
    expect(again.text).not.toContain(INSIDE.farewell);
    expect(again.text).toMatch(/Power down/);
  });

  it('restarts its system, in the same process', async () => {
    const { id, typist } = await withAgent();
    const pid = world.state(id).presence?.pid;
    typist.type('agent');
    await answers(id);
    await world.hypervisor.reboot(id, 'window');
    await typist.sees(new RegExp(`${INSIDE.farewell}[^]*paddock guest ready[^]*# `));
    expect(world.state(id)).toMatchObject({ state: 'running', presence: { pid, agent: { answers: false } } });
  });

  it('is found again by a Paddock that was not there when it came, and hindered nothing when it hangs', async () => {
    const { id, typist } = await withAgent();
    typist.type('agent');
    await answers(id);
    await world.close();
    world = await openWorld(home);
    await answers(id);
    const again = new Typist(await world.hypervisor.openText(id, 'serial0'));
    again.type('kill -STOP $(cat /run/agent.pid); echo hangs $((40 + 2))');
    await again.sees(/hangs 42/);
    await world.until(id, ({ presence }) => presence?.agent?.answers === false);
    await world.hypervisor.suspend(id, 'window');
    await world.hypervisor.resume(id, 'window');
    await world.hypervisor.shutdown(id, 'window'); // by its power button
    expect(world.state(id).state).toBe('shutoff');
  });

  it('has its clock set after it stood still: paused, or saved', async () => {
    const { hypervisor } = world;
    const { id, typist } = await withAgent();
    typist.type('agent');
    await answers(id);
    const late = async (on: Typist): Promise<number> => {
      on.type('echo "it is $(date +%s) now"');
      const [, seconds] = /it is (\d+) now\r/.exec(await on.sees(/it is \d+ now\r/)) ?? [];
      on.text = '';
      return Date.now() / 1000 - Number(seconds);
    };
    await hypervisor.suspend(id, 'window');
    await pause(12_000);
    await hypervisor.resume(id, 'window');
    await expect.poll(() => late(typist), { timeout: 20_000, interval: 500 }).toBeLessThan(6);
    await hypervisor.save(id, 'window');
    await pause(12_000);
    await hypervisor.start(id, 'window');
    const again = new Typist(await hypervisor.openText(id, 'serial0'));
    again.text = '';
    await expect.poll(() => late(again), { timeout: 20_000, interval: 500 }).toBeLessThan(6);
  });

  it('answers again in a machine that was saved, and in one that went back to a snapshot', async () => {
    const { hypervisor } = world;
    const { id, typist } = await withAgent();
    typist.type('agent');
    await answers(id);
    await hypervisor.save(id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'saved', presence: null });
    await hypervisor.start(id, 'window');
    await answers(id);
    await hypervisor.snapshots.take(id, 'with it', '', 'window');
    await answers(id);
    const snapshot = world.state(id).definition.snapshots[0]?.id ?? expect.fail('there is no snapshot');
    await hypervisor.destroy(id, 'window');
    await hypervisor.snapshots.revert(id, snapshot, 'window');
    await answers(id);
    await pause(500);
    expect(world.state(id).presence).toMatchObject({ agent: { answers: true, hostName: INSIDE.hostName } });
  });
});
