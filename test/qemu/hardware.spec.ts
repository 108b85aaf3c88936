import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import { textOf } from '../../main/domains/definition-text';
import type { QemuConfig, QemuHardware } from '../../main/drivers/qemu/config';
import { memtestIso } from '../guests/memtest';
import { clear, newHome, openWorld, READY, tinyRequest, Typist, type World } from './harness';

const MIB = 1024 * 1024;
let home: string;
let world: World;

beforeEach(async () => {
  home = newHome();
  world = await openWorld(home, { limits: { unplug: 2_500 } });
});
afterEach(async () => {
  await world.close();
  clear(home);
});

/** The one that QEMU itself brought, up to version 7. */
const hasVirtiofs = existsSync('/usr/lib/qemu/virtiofsd');

const hardware = (id: DomainId): QemuHardware =>
  world.hypervisor.facts.hardware(world.state(id)) as QemuHardware;
const config = (id: DomainId): QemuConfig => world.state(id).definition.config as QemuConfig;
const change = (id: DomainId, wanted: Partial<QemuHardware>): Promise<void> =>
  world.hypervisor.redefine(id, { hardware: { ...hardware(id), ...wanted } }, 'window');
const pending = (id: DomainId): readonly string[] => world.hypervisor.facts.pending(world.state(id));

/** The answer of a machine’s guest to a line typed into its shell. */
async function typed(typist: Typist, line: string): Promise<string> {
  typist.text = '';
  typist.type(`${line}; echo =$((41 + 1))=`);
  await typist.sees(/=42=/);
  return typist.text;
}

const disk = (
  id: string,
  more: Partial<QemuHardware['disks'][number]> = {},
): QemuHardware['disks'][number] => ({
  id,
  path: null,
  newBytes: 8 * MIB,
  bus: 'virtio',
  cache: 'writeback',
  discard: true,
  ...more,
});
const card = (
  id: string,
  more: Partial<QemuHardware['networks'][number]> = {},
): QemuHardware['networks'][number] => ({
  ...{ id, mac: null, model: 'virtio', link: true, mode: 'user', forwards: [], bridge: null, ...more },
});

describe('the hardware of a machine', () => {
  it('is what its definition says, as the guest sees it', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'all', await tinyRequest({ memory: 192 * MIB }), 'window');
    const shared = join(home, 'shared');
    mkdirSync(shared);
    const raw = join(home, 'extra.raw');
    writeFileSync(raw, Buffer.alloc(4 * MIB));
    await change(id, {
      processor: { model: 'qemu64', maximum: null, topology: { sockets: 1, cores: 2, threads: 1 } },
      disks: [
        disk('disk0'),
        disk('disk1', { bus: 'scsi', cache: 'none' }),
        disk('disk2', { bus: 'sata', cache: 'writethrough' }),
        disk('disk3', { bus: 'nvme', discard: false }),
        disk('disk4', { path: raw, newBytes: null, cache: 'unsafe' }),
      ],
      cdroms: [
        { id: 'cd0', path: memtestIso(), bus: 'sata' },
        { id: 'cd1', path: null, bus: 'scsi' },
      ],
      networks: [
        card('net0'),
        card('net1', { model: 'e1000e', link: false }),
        card('net2', { model: 'rtl8139', mode: 'passt' }),
      ],
      display: 'virtio',
      resolution: { width: 1024, height: 768 },
      sound: 'hda',
      usb: { controller: 'xhci', devices: [] },
      shares: [
        { id: 'share0', tag: 'docs', path: shared, kind: '9p', readOnly: true },
        ...(hasVirtiofs
          ? [{ id: 'share1', tag: 'fast', path: shared, kind: 'virtiofs', readOnly: false } as const]
          : []),
      ],
      serials: [{ id: 'serial0' }, { id: 'serial1' }],
      extraArguments: ['-device', 'edu'],
    });
    expect(config(id).disks.map(({ bus, place }) => [bus, place])).toEqual([
      ['virtio', 0],
      ['scsi', 0],
      ['sata', 1],
      ['nvme', 1],
      ['virtio', 2],
    ]);
    await hypervisor.start(id, 'window');
    expect(pending(id)).toEqual([]);
    const typist = new Typist(await hypervisor.openText(id, 'serial0'));
    await typist.sees(READY);
    const devices = await typed(
      typist,
      'cat /sys/bus/pci/devices/*/vendor /sys/bus/pci/devices/*/device | tr "\\n" " "',
    );
    const wanted = {
      'virtio-blk': '0x1042',
      'virtio-scsi': '0x1048',
      nvme: '0x0010',
      'virtio-net': '0x1041',
      e1000e: '0x10d3',
      rtl8139: '0x8139',
      'virtio-vga': '0x1050',
      hda: '0x293e',
      balloon: '0x1002',
      rng: '0x1005',
      '9p': '0x1009',
      xhci: '0x000d',
      edu: '0x11e8',
      ports: '0x000c',
    };
    for (const [name, number] of Object.entries(wanted)) {
      expect(devices, name).toMatch(new RegExp(`${number}\\b`));
    }
    expect(
      await typed(typist, 'cat /sys/devices/system/cpu/possible; grep -m1 "model name" /proc/cpuinfo'),
    ).toMatch(/0-1\s[^]*QEMU Virtual CPU/);
    expect(await typed(typist, 'ls /dev/ttyS1')).toMatch(/\/dev\/ttyS1\r/);
    if (hasVirtiofs) {
      await typed(typist, 'insmod /more/fuse.ko; insmod /more/virtiofs.ko; mount -t virtiofs fast /mnt');
      await typed(typist, 'echo from inside > /mnt/note; umount /mnt');
      expect(readFileSync(join(shared, 'note'), 'utf8')).toBe('from inside\n');
    }
    expect(hypervisor.consoles(world.state(id)).map((one) => one.id)).toEqual([
      'display',
      'serial0',
      'serial1',
    ]);
    // What can't be written down is named before the machine stands still.
    for (const refused of [
      hypervisor.save(id, 'window'),
      hypervisor.snapshots.take(id, 'no', '', 'window'),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: 'unsupported' });
    }
    expect(world.state(id).state).toBe('running');
    await hypervisor.destroy(id, 'window');
  });
});

describe('a running machine', () => {
  const started = async (): Promise<{ readonly id: DomainId; readonly typist: Typist }> => {
    const { hypervisor } = world;
    const request = await tinyRequest({ newDisk: 4 * MIB, network: true });
    const id = await hypervisor.define('qemu', 'plug', request, 'window');
    await hypervisor.start(id, 'window');
    const typist = new Typist(await hypervisor.openText(id, 'serial0'));
    await typist.sees(READY);
    return { id, typist };
  };
  const slots = 'cat /sys/bus/pci/devices/*/device | sort | tr "\\n" " "';

  it('takes disks, cards, CPUs and memory in and out, seen by its guest, and is saved and found with them', async () => {
    const { id, typist } = await started();
    const before = hardware(id);
    expect(world.hypervisor.facts.live(world.state(id))).toEqual(
      expect.arrayContaining(['disks[]', 'networks[]', 'networks.net0.link', 'balloon.target']),
    );
    await change(id, {
      disks: [...before.disks, disk('disk1'), disk('disk2', { bus: 'scsi' }), disk('disk3', { bus: 'sata' })],
      networks: [...before.networks, card('net1'), card('net2', { mode: 'passt', link: false })],
      cdroms: [{ id: 'cd0', path: memtestIso(), bus: 'scsi' }],
      cpus: 2,
      balloon: { target: 100 * MIB },
    });
    await world.hypervisor.disks.create(id, 4 * MIB, 'window');
    // A SATA disk waits for the next start; all else is there.
    expect(pending(id)).toEqual(['disks.disk3']);
    // The guest finds them in its own time.
    const seen = async (): Promise<object> => {
      const all = await typed(typist, `${slots}; ls -d /sys/devices/system/cpu/cpu[0-9]*`);
      const count = (what: RegExp): number => all.match(what)?.length ?? 0;
      const [disks, cards] = [count(/0x1042/g), count(/0x1041/g)];
      return { disks, cards, scsi: /0x1048/.test(all), secondCpu: /cpu1/.test(all) };
    };
    await expect.poll(seen, { timeout: 20_000 }).toEqual({ disks: 3, cards: 3, scsi: true, secondCpu: true });
    const text = textOf(world.state(id).definition);
    await world.hypervisor.redefineAs(id, text.replace('"tags": []', '"tags": ["x"]'), text, 'window');
    for (const { path } of config(id).disks) expect(existsSync(path)).toBe(true);

    // The guest gives back what it is told not to keep, once it has the driver.
    const free = async (): Promise<number> =>
      Number(/MemFree:\s+(\d+)/.exec(await typed(typist, 'grep MemFree /proc/meminfo'))?.[1]);
    const unloaded = await free();
    await typed(typist, 'insmod /more/virtio_balloon.ko');
    while ((await free()) > unloaded - 20_000) await new Promise((resolve) => setTimeout(resolve, 50));

    // What was plugged in is known to a Paddock that finds the machine, and is there again when it was saved.
    await world.close();
    world = await openWorld(home, { limits: { unplug: 2_500 } });
    expect(pending(id)).toEqual(['disks.disk3']);
    await world.hypervisor.save(id, 'window');
    await world.hypervisor.start(id, 'window');
    expect(world.state(id).state).toBe('running');
    const again = new Typist(await world.hypervisor.openText(id, 'serial0'));
    const restored = await typed(again, slots);
    expect([restored.match(/0x1042/g)?.length, restored.match(/0x1041/g)?.length]).toEqual([3, 3]);

    await change(id, { ...before, disks: [], networks: [], cdroms: [], cpus: 1, balloon: { target: null } });
    // A CPU is taken out of an emulated machine at its next start.
    const isEmulated = world.state(id).presence?.accelerator === 'tcg';
    expect(pending(id)).toEqual(isEmulated ? ['cpus'] : []);
    const left = await typed(again, slots);
    expect(left).not.toMatch(/0x1042|0x1041/);
    // The disks that Paddock made are not lost: they stay with the machine until they are deleted.
    expect(config(id).detached).toHaveLength(5);
    expect(await world.hypervisor.belongings(id)).toHaveLength(5);
    await change(id, {
      disks: [disk('disk9', { path: config(id).detached[0]?.path ?? '', newBytes: null })],
    });
    expect(config(id)).toMatchObject({ detached: { length: 4 }, disks: [{ id: 'disk9', owned: true }] });
  });

  it('is as it was where one of several things can’t be had, and where it is not on good terms with its guest', async () => {
    const { id, typist } = await started();
    const before = config(id);
    const locked = join(home, 'locked.qcow2');
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', locked, '4M']);
    const other = await world.hypervisor.define(
      'qemu',
      'holder',
      await tinyRequest({ source: { kind: 'disk', path: locked }, memory: 64 * MIB }),
      'window',
    );
    await world.hypervisor.start(other, 'window');
    const { disks } = hardware(id);
    const wanted = {
      disks: [...disks, disk('disk1'), disk('disk2', { path: locked, newBytes: null })],
      cpus: 2,
    };
    await expect(change(id, wanted)).rejects.toMatchObject({
      code: 'file-in-use',
      message: expect.stringMatching(/in use by the machine “holder”/),
    });
    expect(config(id)).toEqual(before);
    expect(pending(id)).toEqual([]);
    expect((await typed(typist, slots)).match(/0x1042/g)).toHaveLength(1);
    expect(existsSync(join(home, 'disks', id, 'disk1.qcow2'))).toBe(false);
    await world.hypervisor.destroy(other, 'window');

    // Paused it can't let go of anything: said after a while, and nothing is changed.
    await world.hypervisor.suspend(id, 'window');
    await expect(change(id, { disks: [] })).rejects.toMatchObject({ code: 'guest-not-listening' });
    expect(config(id)).toEqual(before);
    // Force off does not wait for that.
    const waiting = expect(change(id, { disks: [] })).rejects.toMatchObject({ code: 'cancelled' });
    await world.until(id, ({ job }) => job?.step?.includes('let go of the disk') === true);
    await world.hypervisor.destroy(id, 'window');
    await waiting;
    expect(config(id)).toEqual(before);
    expect(world.state(id).state).toBe('shutoff');
  });

  it('takes out late what its guest lets go of late', async () => {
    const { id } = await started();
    await world.hypervisor.suspend(id, 'window');
    await expect(change(id, { disks: [] })).rejects.toMatchObject({ code: 'guest-not-listening' });
    // It lets go later: then it is gone from the machine, and waits for the next start in the definition.
    await world.hypervisor.resume(id, 'window');
    await world.until(id, () => pending(id).includes('disks.disk0'));
  });

  it('keeps what it was started with until its next start: consoles, and disks that a snapshot goes back from', async () => {
    const { hypervisor } = world;
    const { id } = await started();
    await hypervisor.snapshots.take(id, 'before', '', 'window');
    await change(id, { serials: [], display: 'none', disks: [...hardware(id).disks, disk('disk1')] });
    expect(hypervisor.consoles(world.state(id)).map((one) => one.id)).toEqual(['display', 'serial0']);
    await world.close();
    world = await openWorld(home);
    const typist = new Typist(await world.hypervisor.openText(id, 'serial0'));
    await typed(typist, 'true');
    const [snapshot] = world.state(id).definition.snapshots;
    await world.hypervisor.snapshots.revert(id, snapshot?.id ?? '', 'window');
    expect(config(id)).toMatchObject({
      display: 'vga',
      disks: [{ id: 'disk0' }],
      detached: [{ id: 'disk1' }],
    });
    expect(await world.hypervisor.belongings(id)).toHaveLength(3); // two disks, and the memory of the snapshot
  });

  it('refuses what can’t be, with the field, and changes nothing', async () => {
    const { id } = await started();
    const before = config(id);
    const { disks, networks, usb } = hardware(id);
    const refusals: [Partial<QemuHardware>, string][] = [
      [{ usb: { ...usb, devices: [{ id: 'usb0', vendor: 0xdead, product: 0xbeef }] } }, 'usb.devices.0'],
      [{ disks: [...disks, disk('disk0')] }, 'disks.1'],
      [{ disks: [...disks, disk('disk1', { path: disks[0]?.path ?? '' })] }, 'disks.1.path'],
      [{ networks: [...networks, card('net1', { mode: 'bridge' })] }, 'networks.1.bridge'],
      [{ balloon: { target: 1024 * MIB } }, 'balloon.target'],
      [
        { shares: [{ id: 'share0', tag: 'x', path: '/nowhere', kind: '9p', readOnly: true }] },
        'shares.0.path',
      ],
      [{ networks: [...networks, card('net1', { mac: networks[0]?.mac ?? null })] }, 'networks.1.mac'],
      [{ cpus: 9, processor: { model: null, maximum: 8, topology: null } }, 'cpus'],
    ];
    for (const [wanted, field] of refusals) {
      await expect(change(id, wanted), field).rejects.toMatchObject({
        failure: { field: `hardware.${field}` },
      });
    }
    expect(config(id)).toEqual(before);
    expect(readFileSync(join(home, 'machines', 'qemu', `${id}.json`), 'utf8')).toContain('disk0');
  });
});
