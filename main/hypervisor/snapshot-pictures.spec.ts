import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainId } from '../domains/definition';
import type { Driver } from '../drivers/driver';
import { TestDriver } from '../drivers/test/driver';
import { Hypervisor } from './hypervisor';

const PNG = Uint8Array.from([1, 2, 3, 4]);

let fails: boolean;
let home: string;
let hypervisor: Hypervisor;

/** The Test driver as one that keeps its machines on disk, and that shows a picture. */
function pictured(): Driver {
  const screenshot = async (): Promise<Uint8Array> => {
    if (fails) throw new Error('no picture');
    return PNG;
  };
  return Object.assign(new TestDriver({ world: () => [] }), { persistent: true, screenshot });
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'paddock-pictures-'));
  fails = false;
  hypervisor = new Hypervisor({
    drivers: [pictured()],
    definitions: join(home, 'machines'),
    pictures: { folder: join(home, 'pictures'), shrink: (png) => png.subarray(0, 2) },
    log: () => undefined,
  });
  await (
    await hypervisor.open()
  ).attached;
});
afterEach(async () => {
  await hypervisor.close();
  rmSync(home, { recursive: true });
});

async function running(): Promise<DomainId> {
  const request = { memory: 64 * 1024 * 1024, cpus: 1, system: 'debian', pace: 0 };
  const id = await hypervisor.define('test', 'web', request, 'window');
  await hypervisor.start(id, 'window');
  return id;
}

async function take(
  id: DomainId,
  name = 'first',
): Promise<{ readonly id: string; readonly picture: boolean }> {
  await hypervisor.snapshots.take(id, name, '', 'window');
  const last = hypervisor.snapshot(id).definition.snapshots.at(-1);
  if (!last) throw new Error('none was taken');
  return last;
}

describe('the picture of a snapshot', () => {
  it('is what the machine showed, made small, and goes with the snapshot', async () => {
    const id = await running();
    const first = await take(id);
    expect(first.picture).toBe(true);
    expect([...((await hypervisor.snapshots.picture(id, first.id)) ?? [])]).toEqual([1, 2]);
    expect(readdirSync(join(home, 'pictures', 'test', id))).toEqual([`${first.id}.png`]);
    await hypervisor.snapshots.delete(id, first.id, 'window');
    expect(readdirSync(join(home, 'pictures', 'test', id))).toEqual([]);
    expect(await hypervisor.snapshots.picture(id, first.id)).toBeNull();
  });

  it('goes for good with its machine', async () => {
    const id = await running();
    const first = await take(id);
    await hypervisor.destroy(id, 'window');
    await hypervisor.undefine(id, 'window');
    expect(existsSync(join(home, 'pictures', 'test', id, `${first.id}.png`))).toBe(true);
    await hypervisor.bin.purge(id, 'window');
    expect(existsSync(join(home, 'pictures', 'test', id))).toBe(false);
  });

  it('that can’t be taken keeps no snapshot from being taken; a machine that is off has none', async () => {
    const id = await running();
    fails = true;
    expect((await take(id)).picture).toBe(false);
    fails = false;
    await hypervisor.destroy(id, 'window');
    expect((await take(id, 'second')).picture).toBe(false);
  });

  it('is asked for by a snapshot’s identity alone: no path leads elsewhere', async () => {
    const id = await running();
    await take(id);
    expect(await hypervisor.snapshots.picture(id, '../../../machines/test/x')).toBeNull();
  });
});
