import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import type { Disk } from '../../main/hypervisor/disks';
import type { DomainId } from '../../main/domains/definition';
import { clear, newHome, openWorld, READY, tinyRequest, Typist, type World } from './harness';

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

/** A machine with a disk of 64 MiB that has four MiB of sevens in it. */
async function define(name = 'web'): Promise<DomainId> {
  const id = await world.hypervisor.define('qemu', name, await tinyRequest({ newDisk: 64 * MIB }), 'window');
  write(await pathOf(id), 7, '0', '4M');
  return id;
}

/** A machine that uses an image which a person has made. */
async function defineWith(path: string, name = 'mine'): Promise<DomainId> {
  const request = await tinyRequest({ source: { kind: 'disk', path } });
  return world.hypervisor.define('qemu', name, request, 'window');
}

function write(path: string, byte: number, at: string, size: string, format = 'qcow2'): void {
  execFileSync('qemu-io', ['-f', format, '-c', `write -P ${byte} ${at} ${size}`, path], { stdio: 'pipe' });
}

function holds(path: string, byte: number, at: string, size: string, format = 'qcow2'): void {
  execFileSync('qemu-io', ['-f', format, '-c', `read -P ${byte} ${at} ${size}`, path], { stdio: 'pipe' });
}

async function disks(id: DomainId): Promise<readonly Disk[]> {
  return world.hypervisor.disks.list(id);
}

async function first(id: DomainId): Promise<Disk> {
  const [disk] = await disks(id);
  if (!disk) throw new Error('it has no disk');
  return disk;
}

async function pathOf(id: DomainId): Promise<string> {
  return (await first(id)).path;
}

function facts(disk: Disk): { readonly bytes: number; readonly takenBytes: number | null } {
  if ('facts' in disk.found) return disk.found.facts;
  throw new Error(disk.found.failure.message);
}

/** What is being made, and what a cut short making left. */
function unfinished(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.part'));
}

const refused = (code: string, cause: RegExp = /./): object => ({
  failure: { code, cause: expect.stringMatching(cause) },
});

describe('a disk of a machine that is off', () => {
  it('is enlarged, and never made smaller', async () => {
    const id = await define();
    await world.hypervisor.disks.resize(id, 'disk0', 96 * MIB, 'window');
    expect(facts(await first(id)).bytes).toBe(96 * MIB);
    await expect(world.hypervisor.disks.resize(id, 'disk0', 64 * MIB, 'window')).rejects.toMatchObject(
      refused('argument-invalid', /would be lost/),
    );
    expect(facts(await first(id)).bytes).toBe(96 * MIB);
    holds(await pathOf(id), 7, '0', '4M');
  });

  it('gets a second one, beside a file that happens to have its name', async () => {
    const id = await define();
    const folder = dirname(await pathOf(id));
    writeFileSync(join(folder, 'disk1.qcow2'), 'precious');
    await world.hypervisor.disks.create(id, 32 * MIB, 'window');
    const [, second] = await disks(id);
    expect(second).toMatchObject({ id: 'disk1', owned: true, path: join(folder, 'disk1-2.qcow2') });
    expect(readFileSync(join(folder, 'disk1.qcow2'), 'utf8')).toBe('precious');
  });

  it('is converted from raw to qcow2 and back: what it shows is the same, and a person’s own file stays', async () => {
    const raw = join(home, 'mine.raw');
    writeFileSync(raw, Buffer.alloc(8 * MIB));
    write(raw, 9, '1M', '1M', 'raw');
    const id = await defineWith(raw);
    await world.hypervisor.disks.convert(id, 'disk0', 'qcow2', 'window');
    const converted = await first(id);
    expect(converted).toMatchObject({ format: 'qcow2', owned: true });
    holds(converted.path, 9, '1M', '1M');
    expect(existsSync(raw)).toBe(true);
    expect(world.hypervisor.snapshots.canTake(world.state(id))).toEqual({ able: true });
    await world.hypervisor.disks.convert(id, 'disk0', 'raw', 'window');
    const back = await first(id);
    holds(back.path, 9, '1M', '1M', 'raw');
    expect(existsSync(converted.path)).toBe(false);
    expect(unfinished(dirname(back.path))).toEqual([]);
  });

  it('gives back what it does not need any more when it is compacted, compressed where that is wanted', async () => {
    const id = await define();
    const path = await pathOf(id);
    write(path, 0, '0', '3M');
    const before = statSync(path).blocks;
    await world.hypervisor.disks.compact(id, 'disk0', false, 'window');
    const after = statSync(path).blocks;
    expect(after).toBeLessThan(before / 2);
    await world.hypervisor.disks.compact(id, 'disk0', true, 'window');
    expect(statSync(path).blocks).toBeLessThan(after);
    holds(path, 7, '3M', '1M');
    holds(path, 0, '0', '3M');
  });

  it('with snapshots inside is neither converted nor compacted: they would be lost', async () => {
    const id = await define();
    await world.hypervisor.snapshots.take(id, 'first', '', 'window');
    const { permissions } = await first(id);
    expect(permissions['disk-compact']).toMatchObject({
      allowed: false,
      reason: expect.stringMatching(/snapshots/),
    });
    await expect(world.hypervisor.disks.convert(id, 'disk0', 'raw', 'window')).rejects.toMatchObject(
      refused('unsupported', /snapshots/),
    );
  });

  it('is exported to other hypervisors’ formats, never over a file that is there', async () => {
    const id = await define();
    const path = await pathOf(id);
    for (const format of ['raw', 'vmdk', 'vdi', 'vhdx'] as const) {
      const to = join(home, `export.${format}`);
      await world.hypervisor.disks.export(id, 'disk0', { path: to, format }, 'window');
      const told = execFileSync('qemu-img', ['compare', '-f', 'qcow2', '-F', format, path, to], {
        encoding: 'utf8',
      });
      expect(told).toContain('identical');
    }
    writeFileSync(join(home, 'there'), 'precious');
    const to = { path: join(home, 'there'), format: 'raw' } as const;
    await expect(world.hypervisor.disks.export(id, 'disk0', to, 'window')).rejects.toMatchObject({
      failure: { code: 'file-exists' },
    });
    expect(readFileSync(to.path, 'utf8')).toBe('precious');
    expect(unfinished(home)).toEqual([]);
  });

  it('is checked and found sound, wasteful or damaged, and is mended', async () => {
    const id = await define();
    const path = await pathOf(id);
    expect(await world.hypervisor.disks.check(id, 'disk0', 'window')).toMatchObject({ verdict: 'sound' });
    // A cluster at the end that the table of references counts, but nothing uses.
    execFileSync('qemu-img', ['snapshot', '-c', 'x', path]);
    const healthy = readFileSync(path);
    const l1 = Number(healthy.readBigUInt64BE(40));
    const harmed = Buffer.from(healthy);
    harmed.writeBigUInt64BE(0n, l1); // what it points to is lost: its clusters leak
    writeFileSync(path, harmed);
    const report = await world.hypervisor.disks.check(id, 'disk0', 'window');
    expect(report.verdict).not.toBe('sound');
    expect(await world.hypervisor.disks.repair(id, 'disk0', true, 'window')).toMatchObject({
      mended: expect.any(Number),
    });
    expect(await world.hypervisor.disks.check(id, 'disk0', 'window')).toMatchObject({ verdict: 'sound' });
  });

  it('that another program holds is refused with the name of the holder', async () => {
    const id = await define();
    const path = await pathOf(id);
    const socket = join(home, 'nbd.sock');
    const nbd = spawn('qemu-nbd', ['-f', 'qcow2', '-k', socket, path]);
    try {
      await expect.poll(() => existsSync(socket), { timeout: 10_000 }).toBe(true);
      expect((await first(id)).holders).toMatchObject([{ program: 'qemu-nbd', pid: nbd.pid }]);
      await expect(world.hypervisor.disks.compact(id, 'disk0', false, 'window')).rejects.toMatchObject({
        failure: { code: 'file-in-use', message: expect.stringContaining(`qemu-nbd (process ${nbd.pid})`) },
      });
      await expect(world.hypervisor.start(id, 'window')).rejects.toMatchObject({
        failure: { code: 'file-in-use', message: expect.stringContaining('qemu-nbd') },
      });
    } finally {
      nbd.kill();
      await once(nbd, 'exit');
    }
  });

  it('keeps all it has when a compacting is cancelled half way, and nothing is left of the new file', async () => {
    const id = await define();
    const path = await pathOf(id);
    const before = statSync(path).ino;
    const compacting = world.hypervisor.disks.compact(id, 'disk0', false, 'window');
    const { job } = await world.until(id, (machine) => machine.job?.operation === 'disk-compact');
    await world.hypervisor.cancel(id, job?.id ?? '');
    await expect(compacting).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    expect(statSync(path).ino).toBe(before);
    expect(unfinished(dirname(path))).toEqual([]);
    holds(path, 7, '0', '4M');
  });
});

describe('a drive that is full', (): void => {
  it('ends an export with that reason; nothing is left of it, and the disk is as before', async (test: TestContext) => {
    const small = join(home, 'small');
    mkdirSync(small);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'paddock-test', small], { stdio: 'pipe' });
    } catch {
      return test.skip('no drive can be mounted here');
    }
    try {
      const id = await define();
      const to = { path: join(small, 'out.raw'), format: 'raw' } as const;
      await expect(world.hypervisor.disks.export(id, 'disk0', to, 'window')).rejects.toMatchObject({
        failure: { code: 'disk-full' },
      });
      expect(readdirSync(small)).toEqual([]);
      holds(await pathOf(id), 7, '0', '4M');
    } finally {
      execFileSync('umount', [small]);
    }
  });
});

describe('a disk of a machine that runs', () => {
  it('is enlarged at once: the system inside sees it', async () => {
    const id = await define();
    await world.hypervisor.start(id, 'window');
    const guest = new Typist(await world.hypervisor.openText(id, 'serial0'));
    await guest.sees(READY);
    await world.hypervisor.disks.resize(id, 'disk0', 96 * MIB, 'window');
    guest.type(
      'until grep -q 196608 /sys/block/vda/size; do sleep 0.1; done; echo seen: $(cat /sys/block/vda/size)',
    );
    await guest.sees(/seen: 196608/);
    await expect(world.hypervisor.disks.resize(id, 'disk0', 32 * MIB, 'window')).rejects.toMatchObject(
      refused('argument-invalid'),
    );
    const disk = await first(id);
    expect(disk.holders).toMatchObject([{ machine: 'web', pid: world.state(id).presence?.pid }]);
    expect(disk.permissions['disk-compact'].allowed).toBe(false);
  });
});

describe('a linked copy', () => {
  it('holds only what differs; its source can’t be changed, started or deleted for good until it stands alone', async () => {
    const id = await define();
    const base = await pathOf(id);
    const copy = await world.hypervisor.clone(id, 'linked', 'window', { kind: 'linked' });
    const linked = await first(copy);
    expect(linked.backing).toEqual([base]);
    expect(facts(linked).takenBytes).toBeLessThan(MIB);
    write(linked.path, 5, '0', '1M');
    holds(linked.path, 7, '1M', '3M');
    holds(base, 7, '0', '4M');
    expect((await first(id)).uses).toMatchObject([
      { machine: { name: 'linked' }, as: 'backing', inBin: false },
    ]);

    await expect(world.hypervisor.start(id, 'window')).rejects.toMatchObject(
      refused('file-in-use', /“linked”/),
    );
    await expect(world.hypervisor.disks.resize(id, 'disk0', 96 * MIB, 'window')).rejects.toMatchObject(
      refused('file-in-use', /“linked”/),
    );
    await world.hypervisor.undefine(copy, 'window');
    expect((await first(id)).uses).toMatchObject([{ inBin: true }]);
    await expect(world.hypervisor.start(id, 'window')).rejects.toMatchObject(refused('file-in-use', /bin/));
    await world.hypervisor.bin.recover(copy, 'window');
    await world.hypervisor.undefine(id, 'window');
    await expect(world.hypervisor.bin.purge(id, 'window')).rejects.toMatchObject(
      refused('file-in-use', /“linked”/),
    );
    await world.hypervisor.bin.recover(id, 'window');

    await world.hypervisor.disks.flatten(copy, 'disk0', 'window');
    expect((await first(copy)).backing).toEqual([]);
    holds(linked.path, 5, '0', '1M');
    holds(linked.path, 7, '1M', '3M');
    expect((await first(id)).uses).toEqual([]);
    await world.hypervisor.undefine(id, 'window');
    await world.hypervisor.bin.purge(id, 'window');
    expect(existsSync(base)).toBe(false);
    holds(linked.path, 7, '1M', '3M');
  });

  it('runs, and its compacting leaves it linked', async () => {
    const id = await define();
    const copy = await world.hypervisor.clone(id, 'linked', 'window', { kind: 'linked' });
    await world.hypervisor.start(copy, 'window');
    const guest = new Typist(await world.hypervisor.openText(copy, 'serial0'));
    await guest.sees(READY);
    guest.type('echo first: $(head -c 3 /dev/vda | hexdump -C | head -1)');
    await guest.sees(/first: 00000000 +07 07 07/);
    await world.hypervisor.destroy(copy, 'window');
    await world.hypervisor.disks.compact(copy, 'disk0', false, 'window');
    expect((await first(copy)).backing).toEqual([await pathOf(id)]);
  });
});

describe('a linked disk whose other one was moved', () => {
  it('says which is missing, refuses one that can’t be it, and is whole again when told where it is', async () => {
    const base = join(home, 'base.qcow2');
    const disk = join(home, 'mine.qcow2');
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', base, '8M']);
    write(base, 7, '0', '1M');
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', base, '-F', 'qcow2', disk]);
    const id = await defineWith(disk);
    expect((await first(id)).permissions['disk-rebase'].allowed).toBe(false);
    const moved = join(home, 'moved.qcow2');
    renameSync(base, moved);
    const lost = await first(id);
    expect(lost).toMatchObject({ backing: [base], found: { failure: { code: 'file-missing' } } });
    expect(lost.permissions['disk-rebase'].allowed).toBe(true);
    expect(lost.permissions['disk-compact']).toEqual({ allowed: false, reason: `${base} is not there.` });
    await expect(world.hypervisor.disks.rebase(id, 'disk0', disk, 'window')).rejects.toBeTruthy();
    const larger = join(home, 'larger.qcow2');
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', larger, '64M']);
    await expect(world.hypervisor.disks.rebase(id, 'disk0', larger, 'window')).rejects.toMatchObject(
      refused('argument-invalid', /larger/),
    );
    await world.hypervisor.disks.rebase(id, 'disk0', moved, 'window');
    expect(await first(id)).toMatchObject({ backing: [moved], found: { facts: { bytes: 8 * MIB } } });
    holds(disk, 7, '0', '1M');
  });
});

describe('what was being made when Paddock was killed', () => {
  it('is gone at the next start, and with it the folder of a machine that never came to be', async () => {
    await world.close();
    const folder = join(home, 'disks', 'never');
    const record = join(home, 'cache', 'unfinished');
    mkdirSync(folder, { recursive: true });
    mkdirSync(record, { recursive: true });
    const half = join(folder, 'disk0.qcow2.1234abcd.part');
    writeFileSync(half, 'half');
    writeFileSync(join(record, 'one.json'), JSON.stringify({ path: half }));
    world = await openWorld(home);
    await expect.poll(() => existsSync(folder)).toBe(false);
    await expect.poll(() => readdirSync(record)).toEqual([]);
  });
});
