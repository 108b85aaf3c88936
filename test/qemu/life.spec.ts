import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import type { QemuConfig, QemuHardware } from '../../main/drivers/qemu/config';
import { olderLog, SerialLog } from '../../main/drivers/qemu/serial-log';
import { memtestIso } from '../guests/memtest';
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

describe('a machine that boots a Linux', () => {
  it('starts, answers on its serial line, and powers off when asked to', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'tiny, with a comma', await tinyRequest(), 'window');
    await hypervisor.start(id, 'window');
    expect(world.state(id)).toMatchObject({
      state: 'running',
      presence: { accelerator: expect.any(String) },
    });
    expect(qemusOf(home)).toEqual([world.state(id).presence?.pid]);

    const typist = new Typist(await hypervisor.openText(id, 'serial0'));
    await typist.sees(READY);
    typist.type('uname -r');
    await typist.sees(/uname -r\r\n\d+\.\d+\.\S+\r\n/);

    await hypervisor.shutdown(id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'shutoff', reason: null, presence: null });
    await typist.ended;
    expect(typist.text).toMatch(/Power down/);
    expect(qemusOf(home)).toEqual([]);
  });

  it('shows the boot’s history to a console that is opened late, once and whole, and to a second one as well', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'late', await tinyRequest(), 'window');
    await hypervisor.start(id, 'window');
    const first = new Typist(await hypervisor.openText(id, 'serial0'));
    await first.sees(READY);
    const second = new Typist(await hypervisor.openText(id, 'serial0'));
    expect(second.text).toMatch(READY);
    second.type('for i in $(seq 500); do echo line $i; done; echo all $((500))');
    await Promise.all([first.sees(/all 500/), second.sees(/all 500/)]);
    // QEMU's own log is the measure: now and then the guest's UART itself drops or doubles a character under emulation.
    const log = readFileSync(join(home, 'logs', id, 'serial0.serial.log'), 'latin1');
    for (const { text } of [first, second]) {
      expect(text.match(/paddock guest ready/g)).toHaveLength(1);
      expect(log.startsWith(text.slice(0, text.indexOf('all 500')))).toBe(true);
    }
    first.console.close();
    second.type('echo still $((40 + 2))');
    await second.sees(/still 42/);
  });

  it('goes on at full speed with a console that nobody reads', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'unread', await tinyRequest(), 'window');
    await hypervisor.start(id, 'window');
    const typist = new Typist(await hypervisor.openText(id, 'serial0'));
    await typist.sees(READY);
    const unread = await hypervisor.openText(id, 'serial0');
    typist.type('seq 20000; echo done $((1 + 1))');
    await typist.sees(/done 2/);
    unread.close();
  });

  it('has its log cut under it when that grows large, and what it sends goes on behind the cut', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'tiny', await tinyRequest(), 'window');
    await hypervisor.start(id, 'window');
    const typist = new Typist(await hypervisor.openText(id, 'serial0'));
    await typist.sees(READY);
    const path = join(home, 'logs', id, 'serial0.serial.log');
    await new SerialLog(path, () => undefined).rotate([], 1);
    typist.type('echo after-the-$((1+1))-cut');
    const end = Date.now() + 30_000;
    while (!readFileSync(path, 'latin1').includes('after-the-2-cut')) {
      if (Date.now() > end) expect.fail(readFileSync(path, 'latin1'));
      await pause(20);
    }
    expect(readFileSync(path, 'latin1')).not.toContain('\0'); // QEMU appends: no hole where the cut part was
    expect(readFileSync(olderLog(path), 'latin1')).toMatch(READY);
  });

  it('pauses and resumes', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'pauses', await tinyRequest(), 'window');
    await hypervisor.start(id, 'window');
    for (let round = 0; round < 5; round++) {
      await hypervisor.suspend(id, 'window');
      expect(world.state(id).state).toBe('paused');
      await hypervisor.resume(id, 'window');
      expect(world.state(id).state).toBe('running');
    }
    const typist = new Typist(await hypervisor.openText(id, 'serial0'));
    await typist.sees(READY);
  });

  it('restarts through its guest and by reset in the same process', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'again', await tinyRequest(), 'window');
    await hypervisor.start(id, 'window');
    const pid = world.state(id).presence?.pid;
    const typist = new Typist(await hypervisor.openText(id, 'serial0'));
    await typist.sees(READY);
    await hypervisor.reboot(id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'running', presence: { pid } });
    await typist.sees(/Power down[^]*paddock guest ready[^]*# /);
    typist.text = '';
    await hypervisor.reset(id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'running', presence: { pid } });
    await typist.sees(READY);
    await hypervisor.shutdown(id, 'window'); // powering off ends it again
    expect(world.state(id).state).toBe('shutoff');
  });

  it('is seen to be off when its guest powers itself off', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'by itself', await tinyRequest(), 'window');
    await hypervisor.start(id, 'window');
    const typist = new Typist(await hypervisor.openText(id, 'serial0'));
    await typist.sees(READY);
    const happened: string[] = [];
    hypervisor.onHappening((one) => happened.push(`${one.happened}: ${one.reason}`));
    typist.type('poweroff -f');
    const { reason } = await world.until(id, ({ state }) => state === 'shutoff');
    expect(reason).toMatch(/guest/);
    expect(happened).toEqual([`off: ${reason}`]);
    await hypervisor.start(id, 'window');
    expect(world.state(id).state).toBe('running');
  });

  it('is seen to have crashed when its process is killed, and starts again', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'killed', await tinyRequest(), 'window');
    await hypervisor.start(id, 'window');
    process.kill(world.state(id).presence?.pid ?? 0, 'SIGKILL');
    const { reason } = await world.until(id, ({ state }) => state === 'crashed');
    expect(reason).toMatch(/SIGKILL/);
    await hypervisor.start(id, 'window');
    await hypervisor.destroy(id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'shutoff', reason: null });
    await hypervisor.destroy(id, 'window'); // what is off already stays so
    expect(qemusOf(home)).toEqual([]);
  });
});

describe('a CD drive', () => {
  it('of a running machine takes another medium at once, and gives it back', async () => {
    const { hypervisor } = world;
    const iso = memtestIso();
    const id = await hypervisor.define(
      'qemu',
      'cd',
      await tinyRequest({ source: { kind: 'iso', path: iso } }),
      'window',
    );
    await hypervisor.start(id, 'window');
    const [pid] = qemusOf(home);
    const open = (): readonly string[] =>
      readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
        try {
          return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
        } catch {
          return []; // closed meanwhile
        }
      });
    const insert = async (path: string | null): Promise<void> => {
      const { name, description, tags } = world.state(id).definition;
      const hardware = hypervisor.facts.hardware(world.state(id)) as QemuHardware;
      const cdroms = hardware.cdroms.map((drive) => ({ ...drive, path }));
      await hypervisor.redefine(
        id,
        { name, description, tags, autostart: null, hardware: { ...hardware, cdroms } },
        'window',
      );
    };
    const other = join(home, 'other.iso');
    copyFileSync(iso, other);
    await insert(other);
    expect(open()).toContain(other);
    await insert(null);
    expect(open()).not.toContain(other);
    expect(hypervisor.facts.pending(world.state(id))).toEqual([]);
    await expect(insert('/nowhere/lost.iso')).rejects.toMatchObject({
      failure: { code: 'file-missing', field: 'hardware.cdroms.0.path' },
    });
    expect((world.state(id).definition.config as QemuConfig).cdroms[0]?.path).toBeNull();
  });
});

describe('forwarded ports', () => {
  /** Whether somebody listens there: QEMU takes the call before its guest does. */
  const answers = (port: number): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });

  /** A port that nobody listened on a moment ago. */
  const freePort = async (): Promise<number> => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return port;
  };

  const forward = async (
    id: DomainId,
    ...forwards: QemuHardware['networks'][number]['forwards']
  ): Promise<void> => {
    const { name, description, tags } = world.state(id).definition;
    const hardware = world.hypervisor.facts.hardware(world.state(id)) as QemuHardware;
    const networks = hardware.networks.map((card) => ({ ...card, forwards }));
    await world.hypervisor.redefine(
      id,
      { name, description, tags, autostart: null, hardware: { ...hardware, networks } },
      'window',
    );
  };

  it('are opened and closed while the machine runs, and with its next start', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'web', await tinyRequest({ network: true }), 'window');
    const [first, second] = [await freePort(), await freePort()];
    await forward(id, { protocol: 'tcp', hostPort: first, guestPort: 22 });
    expect(await answers(first)).toBe(false);
    await hypervisor.start(id, 'window');
    expect(await answers(first)).toBe(true);
    await forward(id, { protocol: 'tcp', hostPort: second, guestPort: 80 });
    expect([await answers(first), await answers(second)]).toEqual([false, true]);
    expect(hypervisor.facts.pending(world.state(id))).toEqual([]);
    await forward(id);
    expect(await answers(second)).toBe(false);
  });

  it('that another program has are named, at the change and at the start, and nothing is changed', async () => {
    const { hypervisor } = world;
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port: taken } = server.address() as AddressInfo;
    const id = await hypervisor.define('qemu', 'web', await tinyRequest({ network: true }), 'window');
    await forward(id, { protocol: 'tcp', hostPort: taken, guestPort: 22 });
    const refusal = {
      failure: {
        code: 'port-taken',
        message: expect.stringContaining(String(taken)),
        field: 'hardware.networks.0.forwards.0.hostPort',
      },
    };
    await expect(hypervisor.start(id, 'window')).rejects.toMatchObject(refusal);
    await forward(id);
    await hypervisor.start(id, 'window');
    await expect(forward(id, { protocol: 'tcp', hostPort: taken, guestPort: 22 })).rejects.toMatchObject(
      refusal,
    );
    expect((hypervisor.facts.hardware(world.state(id)) as QemuHardware).networks[0]?.forwards).toEqual([]);
    await expect(
      forward(
        id,
        { protocol: 'udp', hostPort: 4000, guestPort: 1 },
        { protocol: 'udp', hostPort: 4000, guestPort: 2 },
      ),
    ).rejects.toMatchObject({
      failure: { code: 'argument-invalid', field: 'hardware.networks.0.forwards.1.hostPort' },
    });
    server.close();
  });
});

describe('what a running machine was started with', () => {
  it('is known to a Paddock that finds it later', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'tiny', await tinyRequest(), 'window');
    await hypervisor.start(id, 'window');
    const { name, description, tags } = world.state(id).definition;
    const hardware = hypervisor.facts.hardware(world.state(id)) as QemuHardware;
    await hypervisor.redefine(
      id,
      {
        name,
        description,
        tags,
        autostart: null,
        hardware: { ...hardware, memory: 160 * MIB, display: 'none' },
      },
      'window',
    );
    await hypervisor.close();
    world = await openWorld(home);
    expect(world.state(id).state).toBe('running');
    expect(world.hypervisor.facts.pending(world.state(id))).toEqual(['memory', 'display']);
  });
});

describe('a copy', () => {
  it('has the disk’s contents in a file of its own, and another network address', async () => {
    const { hypervisor } = world;
    const source = join(home, 'source.raw');
    writeFileSync(source, Buffer.alloc(4 * MIB, 'contents '));
    const request = await tinyRequest({ source: { kind: 'disk', path: source }, network: true });
    const id = await hypervisor.define('qemu', 'source', request, 'window');
    const told: (number | undefined)[] = [];
    hypervisor.onMachine((event) => {
      if (event.kind === 'changed') told.push(event.snapshot.job?.progress?.done);
    });
    const copy = await hypervisor.clone(id, 'copy', 'window');
    const [disk] = await hypervisor.belongings(copy);
    expect(disk?.path).toContain(join(home, 'disks', copy));
    execFileSync('qemu-img', ['compare', source, disk?.path ?? '']);
    expect(Math.max(...told.map((done) => done ?? 0))).toBeGreaterThan(0);
    const config = (of: DomainId): QemuConfig => world.state(of).definition.config as QemuConfig;
    expect(config(copy).networks[0]?.mac).not.toBe(config(id).networks[0]?.mac);
    expect(config(copy).disks[0]).toMatchObject({ format: 'qcow2', owned: true });
  });

  it('of a disk that is not there leaves nothing behind', async () => {
    const { hypervisor } = world;
    const source = join(home, 'source.raw');
    writeFileSync(source, Buffer.alloc(MIB));
    const id = await hypervisor.define(
      'qemu',
      'source',
      await tinyRequest({ source: { kind: 'disk', path: source } }),
      'window',
    );
    rmSync(source);
    await expect(hypervisor.clone(id, 'copy', 'window')).rejects.toMatchObject({
      failure: { code: 'file-missing' },
    });
    expect(hypervisor.list().map(({ definition }) => definition.name)).toEqual(['source']);
    expect(existsSync(join(home, 'disks')) ? readdirSync(join(home, 'disks')) : []).toEqual([]);
  });
});

describe('a disk that two machines have', () => {
  it('is not deleted with the one for which it was made while the other needs it', async () => {
    const { hypervisor } = world;
    const first = await hypervisor.define('qemu', 'first', await tinyRequest({ newDisk: MIB }), 'window');
    const [disk] = await hypervisor.belongings(first);
    const path = disk?.path ?? '';
    const request = await tinyRequest({ source: { kind: 'disk', path } });
    const second = await hypervisor.define('qemu', 'second', request, 'window');
    await hypervisor.undefine(first, 'window');
    await expect(hypervisor.bin.purge(first, 'window')).rejects.toMatchObject({
      failure: { code: 'file-in-use', cause: expect.stringContaining('second') },
    });
    expect(existsSync(path)).toBe(true);
    expect(hypervisor.bin.list()).toHaveLength(1);
    await hypervisor.undefine(second, 'window');
    await hypervisor.bin.purge(second, 'window');
    await hypervisor.bin.purge(first, 'window');
    expect(existsSync(path)).toBe(false);
  });
});

describe('a machine with a disk', () => {
  it('boots an ISO with a picture, and is deleted with what was made for it and no more', async () => {
    const { hypervisor } = world;
    const request = await tinyRequest({
      source: { kind: 'iso', path: memtestIso() },
      newDisk: 64 * MIB,
      network: true,
    });
    const id = await hypervisor.define('qemu', 'iso', request, 'window');
    const [disk] = await hypervisor.belongings(id);
    expect(disk).toMatchObject({
      path: expect.stringContaining(join(home, 'disks')),
      bytes: expect.any(Number),
    });
    await hypervisor.start(id, 'window');
    const { output, close } = await hypervisor.openDisplay(id, 'display');
    const greeting = await new Promise<string>((resolve) =>
      output.once('data', (bytes) => resolve(String(bytes))),
    );
    expect(greeting).toMatch(/^RFB 003\.008/);
    close();
    expect(await hypervisor.facts.commandLine(id)).toContain('-sandbox');
    await hypervisor.destroy(id, 'window');
    await hypervisor.undefine(id, 'window');
    expect(existsSync(disk?.path ?? '')).toBe(true);
    await hypervisor.bin.purge(id, 'window');
    expect(existsSync(disk?.path ?? '')).toBe(false);
    for (const folder of ['disks', 'logs', 'run']) expect(readdirSync(join(home, folder))).toEqual([]);
    expect(existsSync(memtestIso())).toBe(true);
  });
});
