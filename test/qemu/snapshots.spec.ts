import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainId, Snapshot } from '../../main/domains/definition';
import { clear, newHome, openWorld, qemusOf, READY, tinyRequest, Typist, type World } from './harness';

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

async function define(): Promise<DomainId> {
  return world.hypervisor.define('qemu', 'web', await tinyRequest({ newDisk: 64 * MIB }), 'window');
}

async function shell(id: DomainId): Promise<Typist> {
  return new Typist(await world.hypervisor.openText(id, 'serial0'));
}

const snapshots = (id: DomainId): readonly Snapshot[] => world.state(id).definition.snapshots;

async function take(id: DomainId, name: string): Promise<Snapshot> {
  await world.hypervisor.snapshots.take(id, name, '', 'window');
  const last = snapshots(id).at(-1);
  if (!last) throw new Error('none was taken');
  return last;
}

/** Takes one, with how many bytes of its memory were said to be done meanwhile. */
async function takeTold(
  id: DomainId,
  name: string,
): Promise<{ readonly snapshot: Snapshot; readonly told: readonly number[] }> {
  const told: number[] = [];
  const leave = world.hypervisor.onMachine((event) => {
    if (event.kind !== 'changed') return;
    const { progress } = event.snapshot.job ?? {};
    if (progress?.unit === 'bytes') told.push(progress.done);
  });
  const snapshot = await take(id, name);
  leave();
  return { snapshot, told };
}

async function tags(id: DomainId): Promise<string> {
  const [disk] = await world.hypervisor.belongings(id);
  return execFileSync('qemu-img', ['snapshot', '-U', '-l', disk?.path ?? ''], { encoding: 'utf8' });
}

describe('a snapshot of a running machine', () => {
  it('brings memory and disk back, whatever was done since, also after Paddock was started again', async () => {
    const id = await define();
    await world.hypervisor.start(id, 'window');
    let guest = await shell(id);
    await guest.sees(READY);
    guest.type('echo before > /memory; echo before > /dev/vda; sync; echo wro""te');
    await guest.sees(/wrote/);
    const { since } = world.state(id);
    const snapshot = await take(id, 'before');
    expect(world.state(id).since).toBe(since); // it stood still, and is what it was
    expect(snapshot).toMatchObject({
      withMemory: true,
      parent: null,
      bytes: expect.any(Number),
      picture: true,
    });
    const picture = await world.hypervisor.snapshots.picture(id, snapshot.id);
    expect(
      Buffer.from(picture ?? [])
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect(snapshot.bytes).toBeGreaterThan(MIB);
    expect(world.state(id)).toMatchObject({ state: 'running', job: null, failure: null });
    guest.type('echo after > /memory; echo after > /dev/vda; sync; echo cha""nged');
    await guest.sees(/changed/);

    await world.close();
    world = await openWorld(home);
    await world.hypervisor.snapshots.revert(id, snapshot.id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'running', job: null, failure: null });
    guest = await shell(id);
    guest.type('echo memory: $(cat /memory), disk: $(head -c 6 /dev/vda)');
    await guest.sees(/memory: before, disk: before/);
    expect(qemusOf(home)).toHaveLength(1);
  });

  it('is deleted while it runs, and its children stand on the one before', async () => {
    const id = await define();
    const first = await take(id, 'first');
    await world.hypervisor.start(id, 'window');
    await (await shell(id)).sees(READY);
    const second = await take(id, 'second');
    const third = await take(id, 'third');
    expect(snapshots(id).map(({ parent }) => parent)).toEqual([null, first.id, second.id]);
    await world.hypervisor.snapshots.delete(id, second.id, 'window');
    expect(snapshots(id).map(({ name, parent }) => [name, parent])).toEqual([
      ['first', null],
      ['third', first.id],
    ]);
    expect(world.state(id)).toMatchObject({ state: 'running', definition: { snapshot: third.id } });
    const left = await tags(id);
    expect(left).toContain(first.id);
    expect(left).not.toContain(second.id);
  });
});

describe('the memory of a snapshot', () => {
  const memories = (id: DomainId): readonly string[] =>
    readdirSync(join(home, 'disks', id)).filter((name) => name.includes('.memory'));

  async function booted(): Promise<{ readonly id: DomainId; readonly guest: Typist }> {
    const id = await define();
    await world.hypervisor.start(id, 'window');
    const guest = await shell(id);
    await guest.sees(READY);
    return { id, guest };
  }

  it('tells how far it is while it is written, and goes with its snapshot', async () => {
    const { id } = await booted();
    const { snapshot, told } = await takeTold(id, 'first');
    const { id: tag, bytes } = snapshot;
    // It comes to its end, though for pages that are empty hardly anything is written.
    expect(bytes).toBeLessThan(110 * MIB);
    expect(told.at(-1)).toBeGreaterThan(120 * MIB);
    expect(told).toEqual([...told].sort((one, other) => one - other));
    expect(memories(id)).toEqual([`${tag}.memory`]);
    const found = (await world.hypervisor.belongings(id)).find(({ path }) => path.endsWith('.memory'));
    expect(found?.bytes).toBeGreaterThan((bytes ?? 0) / 2);
    await world.hypervisor.snapshots.delete(id, tag, 'window');
    expect(memories(id)).toEqual([]);
  });

  it('is not there, and nothing of the snapshot, where its taking was given up', async () => {
    const { id, guest } = await booted();
    const taking = world.hypervisor.snapshots.take(id, 'first', '', 'window');
    taking.catch(() => undefined); // awaited later
    const busy = await world.until(id, ({ job }) => job?.cancellable === true);
    await world.hypervisor.cancel(id, busy.job?.id ?? '');
    await expect(taking).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    expect(world.state(id)).toMatchObject({ state: 'running', job: null, failure: null });
    expect(snapshots(id)).toEqual([]);
    expect(memories(id)).toEqual([]);
    expect(await tags(id)).not.toMatch(/[0-9a-f]{8}-/);
    guest.type('echo still al""ive');
    await guest.sees(/still alive/);
  });

  it('that is gone is said to be, and its machine runs on', async () => {
    const { id } = await booted();
    const { id: tag } = await take(id, 'first');
    const file = join(home, 'disks', id, `${tag}.memory`);
    renameSync(file, join(home, 'elsewhere'));
    const pid = qemusOf(home);
    await expect(world.hypervisor.snapshots.revert(id, tag, 'window')).rejects.toMatchObject({
      failure: { code: 'file-missing', detail: { path: file } },
    });
    expect(world.state(id).state).toBe('running');
    expect(qemusOf(home)).toEqual(pid);
  });

  async function takenPaused(): Promise<{ readonly id: DomainId; readonly paused: Snapshot }> {
    const { id, guest } = await booted();
    guest.type('echo before > /memory; echo wro""te');
    await guest.sees(/wrote/);
    await world.hypervisor.suspend(id, 'window');
    const paused = await take(id, 'paused');
    expect(paused).toMatchObject({ withMemory: true, paused: true });
    expect(paused.bytes).toBeGreaterThan(MIB);
    expect(memories(id)).toEqual([]);
    expect(world.state(id).state).toBe('paused');
    await world.hypervisor.resume(id, 'window');
    return { id, paused };
  }

  it('of a paused machine is in its disk, and comes back from there with the machine paused', async () => {
    const { id, paused } = await takenPaused();
    await world.hypervisor.snapshots.revert(id, paused.id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'paused', job: null, failure: null });
    expect(await tags(id)).not.toContain('paddock-before');
    const second = await take(id, 'again');
    expect(second).toMatchObject({ paused: true, parent: paused.id });
    await world.close();
    world = await openWorld(home);
    expect(world.state(id).state).toBe('paused');
    await world.hypervisor.resume(id, 'window');
    const again = await shell(id);
    again.type('echo memory: $(cat /memory)');
    await again.sees(/memory: before/);
    expect(await take(id, 'running')).toMatchObject({ withMemory: true, paused: false });
  });

  it('of a paused machine comes back running where an older Paddock took it, which did not say so', async () => {
    const { id, paused } = await takenPaused();
    await world.close();
    const file = join(home, 'machines', 'qemu', `${id}.json`);
    const stored = JSON.parse(readFileSync(file, 'utf8')) as { snapshots: { paused?: boolean }[] };
    for (const one of stored.snapshots) delete one.paused;
    writeFileSync(file, JSON.stringify(stored));
    world = await openWorld(home);
    await world.hypervisor.snapshots.revert(id, paused.id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'running', failure: null });
    const again = await shell(id);
    again.type('echo memory: $(cat /memory)');
    await again.sees(/memory: before/);
  });

  it('goes with its machine', async () => {
    const { id } = await booted();
    await take(id, 'first');
    await world.hypervisor.destroy(id, 'window');
    await world.hypervisor.undefine(id, 'window');
    await world.hypervisor.bin.purge(id, 'window');
    expect(existsSync(join(home, 'disks', id))).toBe(false);
  });
});

describe('a snapshot of a machine whose guest writes its memory faster than the drive takes it', () => {
  it('is taken all the same, and never told to be less far than before', async () => {
    const id = await define();
    await world.hypervisor.start(id, 'window');
    const guest = await shell(id);
    await guest.sees(READY);
    guest.type(
      'mkdir /t; mount -t tmpfs none /t; (while :; do dd if=/dev/zero of=/t/a bs=1M count=48; done) 2>/dev/null & echo beg""un',
    );
    await guest.sees(/begun/);
    const { snapshot: first, told } = await takeTold(id, 'busy');
    expect(told).toEqual([...told].sort((one, other) => one - other));
    await world.hypervisor.snapshots.revert(id, first.id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'running', failure: null });
    const again = await shell(id);
    again.type('echo he""re');
    await again.sees(/here/);
  });
});

describe('going back to a snapshot that can’t be loaded', () => {
  it('leaves the machine off with the disk and the settings that it had, and nothing running', async () => {
    const id = await define();
    await world.hypervisor.start(id, 'window');
    const guest = await shell(id);
    await guest.sees(READY);
    const snapshot = await take(id, 'before');
    guest.type('echo after > /dev/vda; sync; echo cha""nged');
    await guest.sees(/changed/);

    // Its memory does not fit a machine with another amount of it: QEMU finds out half way, with the disk brought back.
    await world.close();
    const file = join(home, 'machines', 'qemu', `${id}.json`);
    const stored = JSON.parse(readFileSync(file, 'utf8')) as {
      snapshots: { config: { memory: number } }[];
    };
    for (const one of stored.snapshots) one.config.memory *= 2;
    writeFileSync(file, JSON.stringify(stored));
    world = await openWorld(home);
    await expect(world.hypervisor.snapshots.revert(id, snapshot.id, 'window')).rejects.toMatchObject({
      failure: { code: 'program-failed', detail: { output: expect.stringMatching(/mismatch/i) } },
    });
    expect(world.state(id)).toMatchObject({ state: 'shutoff', job: null });
    expect(qemusOf(home)).toEqual([]);
    expect(world.state(id).definition.config).toMatchObject({ memory: 128 * MIB });
    expect(await tags(id)).not.toContain('paddock-before');
    const [disk] = await world.hypervisor.belongings(id);
    const head = execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'read -v 0 16', disk?.path ?? ''], {
      encoding: 'utf8',
    });
    expect(head).toContain('after');
    await world.hypervisor.start(id, 'window');
    expect(world.state(id).state).toBe('running');
  });
});

describe('going back to a snapshot while another machine has the disk', () => {
  it('is refused, naming that one, and is not made up for when Paddock starts again', async () => {
    const id = await define();
    const first = await take(id, 'first');
    const [disk] = await world.hypervisor.belongings(id);
    const path = disk?.path ?? '';
    const request = await tinyRequest({ source: { kind: 'disk', path } });
    const other = await world.hypervisor.define('qemu', 'other', request, 'window');
    await world.hypervisor.start(other, 'window');
    await expect(world.hypervisor.snapshots.revert(id, first.id, 'window')).rejects.toMatchObject({
      failure: { code: 'file-in-use', message: expect.stringContaining('“other”') },
    });
    await world.hypervisor.destroy(other, 'window');
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'write -P 7 0 4096', path]);

    await world.close();
    world = await openWorld(home);
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'read -P 7 0 4096', path]);
    expect(world.state(id)).toMatchObject({ state: 'shutoff', failure: null });
    expect(await tags(id)).not.toContain('paddock-before');
  });
});

describe('going back to a snapshot after which the disk that was kept can’t be cleared away', () => {
  it('is done all the same, with the settings of then, and it goes with the next snapshot that is taken', async () => {
    const id = await define();
    const first = await take(id, 'first');
    const [disk] = await world.hypervisor.belongings(id);
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'write -P 7 0 4096', disk?.path ?? '']);
    await world.close();
    const img = join(home, 'qemu-img');
    const refusing = 'case "$*" in "snapshot -d paddock-before "*) exit 1;; esac';
    writeFileSync(img, `#!/bin/sh\n${refusing}\nexec qemu-img "$@"\n`, { mode: 0o755 });
    world = await openWorld(home, { programs: { img } });
    await world.hypervisor.snapshots.revert(id, first.id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'shutoff', failure: null });
    expect(world.state(id).definition.snapshot).toBe(first.id);
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'read -P 0 0 4096', disk?.path ?? '']);
    expect(await tags(id)).toContain('paddock-before');
    await world.close();
    world = await openWorld(home);
    await take(id, 'second');
    expect(await tags(id)).not.toContain('paddock-before');
  });
});

describe('a snapshot', () => {
  it('gets another name and note, and tells what its disks take', async () => {
    const id = await define();
    const [disk] = await world.hypervisor.belongings(id);
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'write -P 7 0 4M', disk?.path ?? '']);
    const first = await take(id, 'first');
    expect(first.diskBytes).toBeGreaterThan(4 * MIB);
    expect(first.diskBytes).toBeLessThan(8 * MIB);
    await world.hypervisor.snapshots.rename(id, first.id, { name: 'other', note: 'why' }, 'window');
    expect(snapshots(id)).toMatchObject([{ id: first.id, name: 'other', note: 'why' }]);
    await expect(
      world.hypervisor.snapshots.rename(id, first.id, { name: ' ', note: '' }, 'window'),
    ).rejects.toMatchObject({ failure: { code: 'name-invalid' } });
  });

  it('becomes a machine of its own, with the disks and the settings of then', async () => {
    const id = await define();
    const [disk] = await world.hypervisor.belongings(id);
    const path = disk?.path ?? '';
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'write -P 7 0 1M', path]);
    const first = await take(id, 'first');
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'write -P 9 0 1M', path]);
    const how = { kind: 'snapshot', snapshot: first.id } as const;
    const branch = await world.hypervisor.clone(id, 'branch', 'window', how);
    const [own] = await world.hypervisor.belongings(branch);
    expect(own?.path).not.toBe(path);
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'read -P 7 0 1M', own?.path ?? '']);
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'read -P 9 0 1M', path]);
    expect(snapshots(branch)).toEqual([]);
    expect(snapshots(id)).toHaveLength(1);
  });
});

describe('a snapshot of a machine that is off', () => {
  it('brings its disk and its settings back, and leaves it off', async () => {
    const id = await define();
    const first = await take(id, 'first');
    expect(first).toMatchObject({ withMemory: false, bytes: null });
    const [disk] = await world.hypervisor.belongings(id);
    const { name, description, tags: labels } = world.state(id).definition;
    const hardware = world.hypervisor.facts.hardware(world.state(id)) as { readonly cpus: number };
    await world.hypervisor.redefine(
      id,
      { name, description, tags: labels, autostart: null, hardware: { ...hardware, cpus: 2 } },
      'window',
    );
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'write -P 7 0 4096', disk?.path ?? '']);
    await world.hypervisor.snapshots.revert(id, first.id, 'window');
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'read -P 0 0 4096', disk?.path ?? '']);
    expect(world.state(id)).toMatchObject({ state: 'shutoff', failure: null });
    expect(world.hypervisor.facts.hardware(world.state(id))).toMatchObject({ cpus: 1 });
  });

  it('that another program deleted is said to be gone, and the running machine runs on', async () => {
    const id = await define();
    const first = await take(id, 'first');
    const [disk] = await world.hypervisor.belongings(id);
    execFileSync('qemu-img', ['snapshot', '-d', first.id, disk?.path ?? '']);
    await world.hypervisor.start(id, 'window');
    const before = qemusOf(home);
    await expect(world.hypervisor.snapshots.revert(id, first.id, 'window')).rejects.toMatchObject({
      failure: { code: 'file-missing' },
    });
    expect(world.state(id).state).toBe('running');
    expect(qemusOf(home)).toEqual(before);
    await world.hypervisor.destroy(id, 'window');
    await world.hypervisor.snapshots.delete(id, first.id, 'window');
    expect(snapshots(id)).toEqual([]);
  });

  it('is refused where its disk can’t hold one, which is named', async () => {
    const raw = join(home, 'mine.raw');
    writeFileSync(raw, Buffer.alloc(MIB));
    const request = await tinyRequest({ source: { kind: 'disk', path: raw } });
    const id = await world.hypervisor.define('qemu', 'raw', request, 'window');
    await expect(world.hypervisor.snapshots.take(id, 'first', '', 'window')).rejects.toMatchObject({
      failure: { code: 'unsupported', cause: expect.stringContaining('mine.raw') },
    });
  });

  it('goes with a copy no further: the copy has disks of its own', async () => {
    const id = await define();
    await take(id, 'first');
    const copy = await world.hypervisor.clone(id, 'copy', 'window');
    expect(snapshots(copy)).toEqual([]);
    expect(await tags(copy)).not.toMatch(/[0-9a-f]{8}-/);
  });
});
