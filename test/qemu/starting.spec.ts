import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import type { QemuConfig, QemuRequest } from '../../main/drivers/qemu/config';
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

const diskOf = (id: DomainId): string =>
  (world.state(id).definition.config as QemuConfig).disks[0]?.path ?? '';
const overlays = (id: DomainId): string => join(home, 'disks', id, 'disposable');

describe('a machine that is started paused', () => {
  it('stands before its first instruction, and boots when it is resumed', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'still', await tinyRequest(), 'window');
    await hypervisor.start(id, 'window', 'paused');
    expect(world.state(id).state).toBe('paused');
    const typist = new Typist(await hypervisor.openText(id, 'serial0'));
    expect(typist.text).toBe('');
    await hypervisor.resume(id, 'window');
    await typist.sees(READY);
  });
});

describe('a run of which nothing is kept', () => {
  const disposable = async (change: Partial<QemuRequest> = {}): Promise<DomainId> => {
    const { hypervisor } = world;
    const request = await tinyRequest({ newDisk: 4 * MIB, ...change });
    const id = await hypervisor.define('qemu', 'trial', request, 'window');
    await hypervisor.start(id, 'window', 'disposable');
    return id;
  };

  it('writes, says what it is, is known as that by a Paddock that finds it, and leaves its disks as they were', async () => {
    const id = await disposable();
    const before = readFileSync(diskOf(id));
    const typist = new Typist(await world.hypervisor.openText(id, 'serial0'));
    await typist.sees(READY);
    typist.type('echo written > /dev/vda; sync; dd if=/dev/vda bs=7 count=1 2>/dev/null; echo =$((41 + 1))=');
    await typist.sees(/\nwritten[^]*=42=/);
    expect(world.state(id).presence).toMatchObject({ disposable: true });
    for (const refused of [
      world.hypervisor.save(id, 'window'),
      world.hypervisor.snapshots.take(id, 'no', '', 'window'),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: 'wrong-state' });
    }
    expect(world.hypervisor.facts.pending(world.state(id))).toEqual([]);

    await world.close();
    world = await openWorld(home);
    expect(world.state(id)).toMatchObject({ state: 'running', presence: { disposable: true } });
    await world.hypervisor.destroy(id, 'window');
    expect(existsSync(overlays(id))).toBe(false);
    expect(readFileSync(diskOf(id)).equals(before)).toBe(true);
    await world.hypervisor.start(id, 'window');
    expect(world.state(id).presence).toMatchObject({ disposable: false });
  });

  it('is cleared away by the next Paddock where it ended while none was there, firmware and TPM as well', async () => {
    const id = await disposable({ source: { kind: 'none' }, firmware: 'uefi', tpm: true });
    const pid = world.state(id).presence?.pid ?? 0;
    await world.close();
    process.kill(pid, 'SIGKILL');
    while (existsSync(`/proc/${pid}/exe`)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(readdirSync(overlays(id)).sort()).toEqual(['disk0.qcow2', 'firmware.qcow2', 'tpm']);
    world = await openWorld(home);
    expect(world.state(id).state).toBe('crashed');
    expect(existsSync(overlays(id))).toBe(false);
    execFileSync('qemu-img', ['check', '-q', diskOf(id)]);
  });
});

describe('a disk that was taken out', () => {
  it('is deleted on request, and not while a snapshot goes back to it', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'spare', await tinyRequest({ newDisk: 4 * MIB }), 'window');
    const path = diskOf(id);
    await hypervisor.snapshots.take(id, 'first', '', 'window');
    const hardware = hypervisor.facts.hardware(world.state(id)) as object;
    await hypervisor.redefine(id, { hardware: { ...hardware, disks: [] } }, 'window');
    const remove = (): Promise<unknown> => hypervisor.act(id, 'delete-disk', { path }, 'window');
    await expect(remove()).rejects.toMatchObject({
      failure: { code: 'file-in-use', cause: expect.stringContaining('first') },
    });
    expect(existsSync(path)).toBe(true);
    const [snapshot] = world.state(id).definition.snapshots;
    await hypervisor.snapshots.revert(id, snapshot?.id ?? '', 'window');
    await hypervisor.snapshots.delete(id, snapshot?.id ?? '', 'window');
    await hypervisor.redefine(id, { hardware: { ...hardware, disks: [] } }, 'window');
    await remove();
    expect(existsSync(path)).toBe(false);
    expect(hypervisor.facts.actions(world.state(id))).toEqual([]);
  });
});
