import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import type { QemuDriverOptions } from '../../main/drivers/qemu/driver';
import {
  clear,
  newHome,
  openWorld,
  qemusOf,
  READY,
  tinyRequest,
  Typist,
  type QemuRequest,
  type World,
} from './harness';

/** So short that a test sees it: how often a QEMU is asked whether it answers, and how long it may take. */
const WATCHFUL: Partial<QemuDriverOptions> = { limits: { pulse: 100, answer: 1_000, greeting: 500 } };
const MIB = 1024 * 1024;
let home: string;
let world: World;

beforeEach(async () => {
  home = newHome();
  world = await openWorld(home, WATCHFUL);
});
afterEach(async () => {
  await world.close();
  clear(home);
});

async function started(change: Partial<QemuRequest> = {}): Promise<DomainId> {
  const id = await world.hypervisor.define('qemu', 'web', await tinyRequest(change), 'window');
  await world.hypervisor.start(id, 'window');
  return id;
}

async function shell(id: DomainId): Promise<Typist> {
  const guest = new Typist(await world.hypervisor.openText(id, 'serial0'));
  await guest.sees(READY);
  return guest;
}

const pidOf = (id: DomainId): number => world.state(id).presence?.pid ?? 0;

describe('a QEMU that hangs', () => {
  const HANGS = /does not answer.*force it off/;

  it('is unknown with the reason, and what it was before once it answers again', async () => {
    const id = await started();
    const pid = pidOf(id);
    process.kill(pid, 'SIGSTOP');
    expect((await world.until(id, ({ state }) => state === 'unknown')).reason).toMatch(HANGS);
    process.kill(pid, 'SIGCONT');
    expect((await world.until(id, ({ state }) => state === 'running')).reason).toBeNull();
    expect(pidOf(id)).toBe(pid);
    await world.hypervisor.suspend(id, 'window');
    process.kill(pid, 'SIGSTOP');
    await world.until(id, ({ state }) => state === 'unknown');
    process.kill(pid, 'SIGCONT');
    await world.until(id, ({ state }) => state === 'paused');
  });

  it('is forced off, and starts again', async () => {
    const id = await started();
    process.kill(pidOf(id), 'SIGSTOP');
    await world.until(id, ({ state }) => state === 'unknown');
    await world.hypervisor.destroy(id, 'window');
    expect(world.state(id).state).toBe('shutoff');
    expect(qemusOf(home)).toEqual([]);
    await world.hypervisor.start(id, 'window');
    expect(world.state(id).state).toBe('running');
  });

  it('is found as one by the next Paddock, which has it back when it goes on', async () => {
    const id = await started();
    const pid = pidOf(id);
    await world.close();
    process.kill(pid, 'SIGSTOP');
    world = await openWorld(home, WATCHFUL);
    expect(world.state(id)).toMatchObject({ state: 'unknown', reason: expect.stringMatching(/hangs/) });
    process.kill(pid, 'SIGCONT');
    await world.until(id, ({ state }) => state === 'running');
    expect(pidOf(id)).toBe(pid);
  });
});

describe('a guest', () => {
  it('whose system panics is seen to have crashed, with that reason, and starts again', async () => {
    const id = await started();
    const guest = await shell(id);
    const happened: string[] = [];
    world.hypervisor.onHappening((one) => happened.push(`${one.happened}: ${one.reason}`));
    guest.type('insmod /more/pvpanic.ko; insmod /more/pvpanic-mmio.ko; echo c > /proc/sysrq-trigger');
    const { reason } = await world.until(id, ({ state }) => state === 'crashed');
    expect(reason).toMatch(/system panicked/);
    expect(happened).toEqual([`crashed: ${reason}`]);
    expect(qemusOf(home)).toEqual([]);
    await world.hypervisor.start(id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'running', reason: null });
  });
});

describe('a drive that is full', () => {
  it('holds the machine with that reason, also for the next Paddock; with space made it goes on, and nothing is lost', async (test) => {
    const disks = join(home, 'disks');
    mkdirSync(disks, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=700', 'paddock-test', disks], {
        stdio: 'pipe',
      });
    } catch {
      return test.skip('no drive can be mounted here');
    }
    try {
      const ballast = join(disks, 'ballast');
      execFileSync('fallocate', ['-l', '18M', ballast]);
      const id = await started({ newDisk: 32 * MIB });
      const guest = await shell(id);
      guest.type(
        'tr "\\0" A </dev/zero | dd of=/dev/vda bs=1M count=11 iflag=fullblock conv=fsync; echo writ""ten',
      );
      const { reason } = await world.until(id, ({ state }) => state === 'paused');
      expect(reason).toMatch(/drive .* is full.*Free some space/);

      await world.close();
      world = await openWorld(home, WATCHFUL);
      expect(world.state(id)).toMatchObject({ state: 'paused', reason });

      rmSync(ballast);
      await world.hypervisor.resume(id, 'window');
      const later = new Typist(await world.hypervisor.openText(id, 'serial0'));
      await later.sees(/written/);
      expect(world.state(id)).toMatchObject({ state: 'running', reason: null });
      await world.hypervisor.destroy(id, 'window');
      const [disk] = await world.hypervisor.disks.list(id);
      execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'read -P 65 0 11M', disk?.path ?? ''], { stdio: 'pipe' });
    } finally {
      for (const pid of qemusOf(home)) process.kill(pid, 'SIGKILL');
      await expect.poll(() => qemusOf(home)).toEqual([]);
      execFileSync('umount', ['--lazy', disks]);
    }
  });
});
