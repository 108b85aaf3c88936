import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import type { QemuConfig } from '../../main/drivers/qemu/config';
import {
  clear,
  newHome,
  openWorld,
  pause,
  tinyRequest,
  Typist,
  type QemuRequest,
  type World,
} from './harness';

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

const create = async (request: Partial<QemuRequest>, name = 'new'): Promise<DomainId> =>
  world.hypervisor.define('qemu', name, await tinyRequest(request), 'window');
const configOf = (id: DomainId): QemuConfig => world.state(id).definition.config as QemuConfig;
const disksOf = (id: DomainId): string => join(home, 'disks', id);

function processesNaming(text: string): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return line.includes(text) && !line.includes('node');
      } catch {
        return false;
      }
    });
}

describe('a machine with UEFI', () => {
  const uefi = { source: { kind: 'none' }, firmware: 'uefi', newDisk: 4 * MIB } as const;

  it('reaches its shell, has variables of its own, and goes back to a snapshot of it', async () => {
    const { hypervisor } = world;
    const id = await create(uefi);
    const { firmware } = configOf(id);
    expect(firmware).toMatchObject({
      secure: false,
      variables: join(disksOf(id), 'firmware-variables.qcow2'),
    });
    await hypervisor.start(id, 'window');
    const typist = new Typist(await hypervisor.openText(id, 'serial0'));
    await typist.sees(/Press .*ESC.* in \d seconds|Shell>/);
    typist.type('\u001b');
    await typist.sees(/Shell>/);
    await hypervisor.snapshots.take(id, 'in the shell', '', 'window');
    await hypervisor.destroy(id, 'window');
    const [snapshot] = world.state(id).definition.snapshots;
    await hypervisor.snapshots.revert(id, snapshot?.id ?? '', 'window');
    expect(world.state(id)).toMatchObject({ state: 'running', failure: null });
    const again = new Typist(await hypervisor.openText(id, 'serial0'));
    again.type('\recho back-in-the-shell\r');
    await again.sees(/back-in-the-shell/);
  });

  it('is copied with its variables, and deleted with them', async () => {
    const { hypervisor } = world;
    const id = await create({ ...uefi, tpm: true });
    const copy = await hypervisor.clone(id, 'copy', 'window');
    const { firmware, tpm } = configOf(copy);
    expect(firmware?.variables).toBe(join(disksOf(copy), 'firmware-variables.qcow2'));
    expect(tpm).toEqual({ state: join(disksOf(copy), 'tpm') });
    expect(existsSync(firmware?.variables ?? '')).toBe(true);
    await hypervisor.start(copy, 'window');
    await hypervisor.destroy(copy, 'window');
    await hypervisor.undefine(copy, 'window');
    expect(existsSync(firmware?.variables ?? '')).toBe(true);
    const kept = (await hypervisor.belongings(copy)).map(({ path }) => path);
    expect(kept.some((path) => path.startsWith(join(disksOf(copy), 'tpm')))).toBe(true);
    await hypervisor.bin.purge(copy, 'window');
    expect(existsSync(disksOf(copy))).toBe(false);
  });

  it('is refused with what to install where there is no firmware, and nothing is made', async () => {
    await world.close();
    world = await openWorld(home, { firmwareFolders: [join(home, 'none')] });
    await expect(create(uefi)).rejects.toMatchObject({
      failure: { code: 'program-missing', field: 'request.firmware', next: expect.stringContaining('ovmf') },
    });
    expect(world.hypervisor.list()).toEqual([]);
  });
});

describe('a machine with secure boot and a TPM', () => {
  it('reaches its boot manager, uses the TPM, and takes it along when it ends', async () => {
    const { hypervisor } = world;
    const id = await create({ source: { kind: 'none' }, firmware: 'secure', tpm: true });
    expect(configOf(id).firmware).toMatchObject({ secure: true });
    await hypervisor.start(id, 'window');
    const socket = `swtpm\0socket`;
    const [swtpm] = processesNaming(join(disksOf(id), 'tpm'));
    expect(swtpm, socket).toBeDefined();
    const typist = new Typist(await hypervisor.openText(id, 'serial0'));
    await typist.sees(/BdsDxe|Boot Manager|No bootable option/i);
    const state = readdirSync(join(disksOf(id), 'tpm')).filter((name) => name.endsWith('.permall'));
    expect(state).toHaveLength(1); // what the firmware asked of it at start-up made it write its state
    await hypervisor.destroy(id, 'window');
    const end = Date.now() + 10_000;
    while (existsSync(`/proc/${swtpm}`) && Date.now() < end) await pause(50);
    expect(processesNaming(join(disksOf(id), 'tpm'))).toEqual([]);
  });
});

describe('a machine from a cloud image', () => {
  const cloudInit = {
    user: 'ada',
    password: 'secret word',
    sshKeys: [],
    hostname: 'web',
    packages: [],
  };

  function image(): string {
    const path = join(home, 'debian-12-genericcloud-amd64.qcow2');
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', path, '8M']);
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'write -P 0x5a 0 1M', path], { stdio: 'ignore' });
    return path;
  }

  it('has a copy of it, made larger, and a seed; the image itself is left as it was', async () => {
    const path = image();
    const before = readFileSync(path);
    const id = await create({ source: { kind: 'cloud', path, cloudInit }, newDisk: 32 * MIB });
    const [disk] = configOf(id).disks;
    expect(configOf(id).disks).toHaveLength(1);
    const info = JSON.parse(
      execFileSync('qemu-img', ['info', '--output=json', disk?.path ?? ''], { encoding: 'utf8' }),
    );
    expect(info).toMatchObject({ format: 'qcow2', 'virtual-size': 32 * MIB });
    expect(info).not.toHaveProperty('backing-filename');
    execFileSync('qemu-img', ['compare', path, disk?.path ?? '']); // what is beyond the image is empty
    expect(readFileSync(path).equals(before)).toBe(true);
    const seed = join(disksOf(id), 'seed.iso');
    expect(configOf(id).cdroms).toMatchObject([{ path: seed, bus: 'scsi' }]);
    expect(statSync(seed).mode & 0o777).toBe(0o600);
    expect(execFileSync('isoinfo', ['-i', seed, '-J', '-x', '/meta-data'], { encoding: 'utf8' })).toContain(
      id,
    );
    await world.hypervisor.start(id, 'window');
    expect(world.state(id).state).toBe('running');
  });

  it('is refused where its disk would be smaller than the image', async () => {
    await expect(
      create({ source: { kind: 'cloud', path: image(), cloudInit: null }, newDisk: 4 * MIB }),
    ).rejects.toMatchObject({ failure: { field: 'request.newDisk' } });
  });

  it('whose making is cut short leaves nothing', async () => {
    const path = image();
    const making = create({ source: { kind: 'cloud', path, cloudInit }, newDisk: 32 * MIB });
    const end = Date.now() + 5_000;
    while (world.hypervisor.list().length === 0 && Date.now() < end) await pause(1);
    const [machine] = world.hypervisor.list();
    const [job] = machine?.jobs ?? [];
    if (machine && job) await world.hypervisor.cancel(machine.id, job.id).catch(() => undefined);
    await making.catch(() => undefined);
    for (const { id } of world.hypervisor.list()) expect(existsSync(disksOf(id))).toBe(true);
    if (world.hypervisor.list().length === 0 && machine) expect(existsSync(disksOf(machine.id))).toBe(false);
  });
});

describe('a machine from a disk of another program', () => {
  it('has a converted copy of it', async () => {
    const path = join(home, 'old.vmdk');
    execFileSync('qemu-img', ['create', '-q', '-f', 'vmdk', path, '4M']);
    await expect(create({ source: { kind: 'disk', path } })).rejects.toMatchObject({
      failure: { code: 'unsupported' },
    });
    const id = await create({ source: { kind: 'disk', path, copy: true } });
    expect(configOf(id).disks).toMatchObject([{ format: 'qcow2', owned: true }]);
    await world.hypervisor.start(id, 'window');
    expect(world.state(id).state).toBe('running');
  });
});
