import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import type { Usage } from '../../main/drivers/driver';
import { memtestIso } from '../guests/memtest';
import { clear, newHome, openWorld, pause, READY, tinyRequest, Typist, type World } from './harness';

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

async function usageOf(id: DomainId): Promise<Usage> {
  const usage = (await world.hypervisor.sample([world.state(id)])).get(id);
  return usage ?? expect.fail('nothing is known of it');
}

describe('what a machine under QEMU takes', () => {
  it('is its process’s processor time and memory, and what its disk reads and writes', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'busy', await tinyRequest({ newDisk: 16 * MIB }), 'window');
    expect((await hypervisor.sample([world.state(id)])).size).toBe(0);
    await hypervisor.start(id, 'window');
    const typist = new Typist(await hypervisor.openText(id, 'serial0'));
    await typist.sees(READY);
    const before = await usageOf(id);
    expect(before.memoryBytes).toBeGreaterThan(30 * MIB);
    expect(before).toMatchObject({ netReceivedBytes: null, netSentBytes: null });
    typist.type('dd if=/dev/zero of=/dev/vda bs=1M count=4 && sync && echo written-$((1+1))');
    await typist.sees(/written-2/);
    const after = await usageOf(id);
    expect((after.diskWrittenBytes ?? 0) - (before.diskWrittenBytes ?? 0)).toBe(4 * MIB);
    expect(after.cpuNanoseconds).toBeGreaterThan(before.cpuNanoseconds ?? 0);
    await hypervisor.destroy(id, 'window');
    expect((await hypervisor.sample([world.state(id)])).size).toBe(0);
  });

  it('is not processor time while it is paused', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'paused', await tinyRequest(), 'window');
    await hypervisor.start(id, 'window');
    await hypervisor.suspend(id, 'window');
    const before = await usageOf(id);
    await pause(300);
    const { cpuNanoseconds } = await usageOf(id);
    expect((cpuNanoseconds ?? 0) - (before.cpuNanoseconds ?? 0)).toBeLessThan(100e6);
  });
});

describe('the picture of a machine under QEMU', () => {
  it('is a PNG of what its screen shows; one without a screen has none', async () => {
    const { hypervisor } = world;
    const source = { kind: 'iso' as const, path: memtestIso() };
    const id = await hypervisor.define(
      'qemu',
      'memtest',
      await tinyRequest({ source, memory: 64 * MIB }),
      'window',
    );
    expect(await hypervisor.screenshot(id)).toBeNull();
    await hypervisor.start(id, 'window');
    const end = Date.now() + 30_000;
    for (;;) {
      const png = Buffer.from((await hypervisor.screenshot(id)) ?? []);
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      if (png.length > 4_000) break; // more than an empty screen
      if (Date.now() > end) expect.fail(`the picture stays empty: ${png.length} bytes`);
      await pause(200);
    }
  });
});
