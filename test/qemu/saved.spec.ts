import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import type { QemuHardware } from '../../main/drivers/qemu/config';
import { clear, newHome, openWorld, pause, qemusOf, READY, tinyRequest, Typist, type World } from './harness';

const MIB = 1024 * 1024;
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

async function booted(): Promise<{ readonly id: DomainId; readonly guest: Typist }> {
  const { hypervisor } = world;
  const id = await hypervisor.define('qemu', 'web', await tinyRequest({ newDisk: 64 * MIB }), 'window');
  await hypervisor.start(id, 'window');
  return { id, guest: await shell(id, READY) };
}

async function shell(id: DomainId, wanted?: RegExp): Promise<Typist> {
  const guest = new Typist(await world.hypervisor.openText(id, 'serial0'));
  if (wanted) await guest.sees(wanted);
  return guest;
}

const memoryFile = (id: DomainId): string => join(home, 'disks', id, 'memory.saved');

describe('a saved machine', () => {
  it('goes on where it was, with the hardware that it had, also after Paddock was started again', async () => {
    const { id, guest } = await booted();
    guest.type('echo remembered > /memory; echo wro""te');
    await guest.sees(/wrote/);
    await world.hypervisor.save(id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'saved', presence: null, failure: null });
    expect(qemusOf(home)).toEqual([]);
    const { name, description, tags } = world.state(id).definition;
    const hardware = world.hypervisor.facts.hardware(world.state(id)) as QemuHardware;
    await world.hypervisor.redefine(
      id,
      { name, description, tags, autostart: null, hardware: { ...hardware, cpus: 2 } },
      'window',
    );
    expect(await world.hypervisor.belongings(id)).toContainEqual(
      expect.objectContaining({ path: memoryFile(id) }),
    );

    await world.close();
    world = await openWorld(home);
    expect(world.state(id).state).toBe('saved');
    await world.hypervisor.start(id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'running', job: null, failure: null });
    expect(world.hypervisor.facts.pending(world.state(id))).toEqual(['cpus']);
    const again = await shell(id);
    again.type('cat /memory; nproc');
    await again.sees(/remembered\s+1\s/);
    expect(existsSync(memoryFile(id))).toBe(false);
  });

  it('is paused again where it was paused, also after Paddock was started again', async () => {
    const { id, guest } = await booted();
    guest.type('echo remembered > /memory; echo wro""te');
    await guest.sees(/wrote/);
    await world.hypervisor.suspend(id, 'window');
    await world.hypervisor.save(id, 'window');
    expect(world.state(id).state).toBe('saved');
    await world.close();
    world = await openWorld(home);
    await world.hypervisor.start(id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'paused', job: null, failure: null });
    expect(existsSync(memoryFile(id))).toBe(false);
    await world.close();
    world = await openWorld(home);
    expect(world.state(id).state).toBe('paused');
    await world.hypervisor.resume(id, 'window');
    const again = await shell(id);
    again.type('cat /memory; echo wro""te > /dev/vda && sync && echo to the di""sk');
    await again.sees(/remembered\s+to the disk/);
  });

  it('runs on where an older Paddock saved it paused, which noted its hardware alone', async () => {
    const { id } = await booted();
    await world.hypervisor.suspend(id, 'window');
    await world.hypervisor.save(id, 'window');
    const noted = join(home, 'disks', id, 'memory.json');
    const { config } = JSON.parse(readFileSync(noted, 'utf8')) as { readonly config: unknown };
    writeFileSync(noted, JSON.stringify(config));
    await world.hypervisor.start(id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'running', job: null, failure: null });
  });

  it('stays saved when it can’t go on, and can be thrown away', async () => {
    const { id } = await booted();
    await world.hypervisor.save(id, 'window');
    truncateSync(memoryFile(id), 1000);
    await expect(world.hypervisor.start(id, 'window')).rejects.toThrow();
    expect(world.state(id)).toMatchObject({ state: 'saved', job: null });
    expect(world.state(id).failure).not.toBeNull();
    expect(qemusOf(home)).toEqual([]);
    await world.hypervisor.destroy(id, 'window');
    expect(world.state(id).state).toBe('shutoff');
    await world.hypervisor.start(id, 'window');
    await shell(id, READY);
  });

  it('is not taken for saved any more once it runs, though the app was killed before it noted that', async () => {
    const { id } = await booted();
    await world.hypervisor.save(id, 'window');
    await world.hypervisor.start(id, 'window');
    await world.close();
    execFileSync('touch', [memoryFile(id)]); // as if the removal had not come to pass
    world = await openWorld(home);
    expect(world.state(id).state).toBe('running');
    expect(existsSync(memoryFile(id))).toBe(false);
  });

  it('is saved as before when Paddock was killed while it started it from there', async () => {
    const { id, guest } = await booted();
    guest.type('echo remembered > /memory; echo wro""te');
    await guest.sees(/wrote/);
    await world.hypervisor.save(id, 'window');
    // A QEMU that waits for its memory, as a killed Paddock leaves it behind.
    const [program = '', ...args] = (await world.hypervisor.facts.commandLine(id)) ?? [];
    await world.close();
    mkdirSync(dirname(args[args.indexOf('-pidfile') + 1] ?? ''), { recursive: true });
    const left = spawn(program, [...args, '-incoming', 'defer'], { detached: true, stdio: 'ignore' });
    left.unref();
    const pidfile = args[args.indexOf('-pidfile') + 1] ?? '';
    for (let wait = 0; wait < 200 && !existsSync(pidfile); wait++) await pause(20);
    world = await openWorld(home);
    expect(world.state(id)).toMatchObject({ state: 'saved', presence: null });
    expect(qemusOf(home)).toEqual([]);
    await world.hypervisor.start(id, 'window');
    const again = await shell(id);
    again.type('cat /memory');
    await again.sees(/remembered/);
  });

  it('runs on where the drive is too full for its memory, and leaves nothing behind', async (test) => {
    const { id, guest } = await booted();
    const disks = join(home, 'disks', id);
    const [disk = ''] = readdirSync(disks);
    // A small drive in the place of the folder; the disk itself stays open in QEMU.
    mkdirSync(disks, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=700', 'paddock-test', disks], {
        stdio: 'pipe',
      });
    } catch {
      return test.skip('no drive can be mounted here');
    }
    try {
      await expect(world.hypervisor.save(id, 'window')).rejects.toMatchObject({
        failure: { code: 'disk-full' },
      });
      expect(world.state(id).state).toBe('running');
      expect(readdirSync(disks)).toEqual([]);
    } finally {
      execFileSync('umount', [disks]);
    }
    expect(readdirSync(disks)).toEqual([disk]);
    guest.type('echo still al""ive');
    await guest.sees(/still alive/);
    await world.hypervisor.save(id, 'window');
    expect(world.state(id).state).toBe('saved');
  });

  it('that is given up half way runs on', async () => {
    const { id, guest } = await booted();
    await world.hypervisor.suspend(id, 'window');
    await world.hypervisor.resume(id, 'window');
    const saving = world.hypervisor.save(id, 'window');
    const busy = await world.until(id, ({ job }) => job !== null);
    await world.hypervisor.cancel(id, busy.job?.id ?? '').catch(() => undefined); // it may be done already
    const outcome = await saving.then(
      () => 'saved',
      (error: { readonly code?: string }) => error.code,
    );
    if (outcome === 'saved') return;
    expect(outcome).toBe('cancelled');
    expect(world.state(id)).toMatchObject({ state: 'running', job: null, failure: null });
    guest.type('echo still al""ive');
    await guest.sees(/still alive/);
    expect(existsSync(memoryFile(id))).toBe(false);
  });
});
