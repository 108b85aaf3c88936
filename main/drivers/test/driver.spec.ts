import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RfbClient } from '../../../test/conformance/rfb-client';
import { TextClient } from '../../../test/conformance/text-client';
import type { DomainId } from '../../domains/definition';
import type { DomainSnapshot } from '../../domains/domain';
import { Hypervisor } from '../../hypervisor/hypervisor';
import type { TestRequest } from './config';
import { manyMachines } from './demo-world';
import { TestDriver, type TestDriverOptions } from './driver';

const PACE = 20;
const LIMIT = 5_000;
let hypervisor: Hypervisor;

async function open(options: TestDriverOptions = {}): Promise<void> {
  hypervisor = new Hypervisor({
    drivers: [new TestDriver({ pace: PACE, shutdownLimit: 100, ...options })],
    definitions: '/nowhere', // it keeps nothing
    log: () => undefined,
  });
  await hypervisor.open();
}
beforeEach(() => open());
afterEach(() => hypervisor.close());

const snapshot = (id: DomainId): DomainSnapshot => hypervisor.snapshot(id);

async function define(change: Partial<TestRequest> = {}): Promise<DomainId> {
  const request: TestRequest = {
    memory: 2 ** 28,
    cpus: 1,
    system: 'Debian 12',
    pace: PACE,
    faults: [],
    ...change,
  };
  return hypervisor.define('test', hypervisor.freeName('test', 'guest'), request, 'window');
}

async function started(change: Partial<TestRequest> = {}): Promise<DomainId> {
  const id = await define(change);
  await hypervisor.start(id, 'window');
  return id;
}

async function shell(id: DomainId): Promise<TextClient> {
  const client = new TextClient(await hypervisor.openText(id, 'serial0'));
  await client.sees(/# $/, LIMIT);
  return client;
}

async function eventually(holds: () => boolean): Promise<void> {
  const end = Date.now() + LIMIT;
  while (!holds()) {
    if (Date.now() > end) throw new Error('it never came to that');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the demo world', () => {
  beforeEach(() => hypervisor.discover('test'));

  it('has a machine in every state, each that is no ordinary one with its reason', () => {
    const machines = hypervisor.list();
    expect(new Set(machines.map(({ state }) => state))).toEqual(
      new Set(['running', 'paused', 'shutoff', 'saved', 'crashed', 'unknown']),
    );
    for (const machine of machines) {
      if (machine.state === 'crashed') expect(machine.failure).toMatchObject({ code: 'program-failed' });
      if (machine.state === 'crashed' || machine.state === 'unknown') expect(machine.reason).toMatch(/\S/);
      if (machine.state === 'running') expect(machine.presence?.addresses).not.toEqual([]);
    }
  });

  it('shows no process id, for there is no process', () => {
    for (const { presence } of hypervisor.list()) expect(presence?.pid ?? null).toBeNull();
  });

  it('comes and goes whole, and is the same when it comes again', async () => {
    const before = hypervisor.list().map(({ id }) => id);
    await hypervisor.forget('test');
    expect(hypervisor.list()).toEqual([]);
    await hypervisor.discover('test');
    expect(hypervisor.list().map(({ id }) => id)).toEqual(before);
  });

  it('wakes a saved machine where it was', async () => {
    const saved = hypervisor.list().find(({ state }) => state === 'saved');
    if (!saved) throw new Error('none is saved');
    await hypervisor.start(saved.id, 'window');
    expect(snapshot(saved.id).state).toBe('running');
  });

  it('lets one whose state is unknown be forced off', async () => {
    const unknown = hypervisor.list().find(({ state }) => state === 'unknown');
    if (!unknown) throw new Error('none is unknown');
    await hypervisor.destroy(unknown.id, 'window');
    expect(snapshot(unknown.id).state).toBe('shutoff');
  });
});

describe('ten thousand machines', () => {
  it('are there within seconds and gone as fast', async () => {
    await open({ world: (pace) => manyMachines(10_000, pace) });
    const began = performance.now();
    await hypervisor.discover('test');
    expect(hypervisor.list()).toHaveLength(10_000);
    await hypervisor.forget('test');
    expect(hypervisor.list()).toEqual([]);
    expect(performance.now() - began).toBeLessThan(10_000);
  }, 30_000);
});

describe('faults on request', () => {
  it('a start that fails leaves the machine off, with the evidence', async () => {
    const id = await define({ faults: ['start-fails'] });
    await expect(hypervisor.start(id, 'window')).rejects.toMatchObject({
      failure: { code: 'program-failed' },
    });
    expect(snapshot(id)).toMatchObject({
      state: 'shutoff',
      presence: null,
      failure: { detail: { exitCode: 1, command: ['simulate', '--start'] } },
    });
  });

  it('a start that hangs can be cancelled', async () => {
    const id = await define({ faults: ['hangs-on-start'] });
    const starting = hypervisor.start(id, 'window').catch((error: { code?: string }) => error.code);
    await eventually(() => /for ever/.test(snapshot(id).job?.step ?? ''));
    await hypervisor.cancel(id, snapshot(id).job?.id ?? '');
    expect(await starting).toBe('cancelled');
    expect(snapshot(id)).toMatchObject({ state: 'shutoff', job: null });
  });

  it('a start that hangs gives way to force off', async () => {
    const id = await define({ faults: ['hangs-on-start'] });
    const starting = hypervisor.start(id, 'window').catch((error: { code?: string }) => error.code);
    await eventually(() => snapshot(id).job !== null);
    await hypervisor.destroy(id, 'window');
    expect(await starting).toBe('cancelled');
  });

  it('a guest that does not listen says so after a while, and can be forced off', async () => {
    const id = await started({ faults: ['shutdown-ignored'] });
    await expect(hypervisor.shutdown(id, 'window')).rejects.toMatchObject({
      failure: { code: 'guest-not-listening', remedy: { kind: 'destroy' } },
    });
    expect(snapshot(id).state).toBe('running');
    await hypervisor.destroy(id, 'window');
    expect(snapshot(id).state).toBe('shutoff');
  });

  it('a guest that crashes after its start takes its consoles along', async () => {
    const id = await started({ faults: ['crashes-after-start'] });
    const console = new TextClient(await hypervisor.openText(id, 'serial0'));
    await eventually(() => snapshot(id).state === 'crashed');
    await console.ends(LIMIT);
    expect(snapshot(id)).toMatchObject({ presence: null, failure: { code: 'program-failed' } });
  });

  it('a crash that was due does not reach the guest that runs there by then', async () => {
    const id = await started({ faults: ['crashes-after-start'], pace: 5 });
    await hypervisor.destroy(id, 'window');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(snapshot(id)).toMatchObject({ state: 'shutoff', failure: null });
  });
});

describe('a long operation', () => {
  it('tells its steps and how far it is', async () => {
    const seen = new Set<string>();
    const id = await define();
    hypervisor.onMachine((event) => {
      if (event.kind === 'removed' || !event.snapshot.job) return;
      const { step, progress } = event.snapshot.job;
      if (step && progress) seen.add(`${step} ${progress.done}/${progress.total}`);
    });
    await hypervisor.start(id, 'window');
    expect([...seen]).toEqual(['Checking its files 0/3', 'Taking memory 1/3', 'Starting its processors 2/3']);
  });

  it('that is cancelled leaves the guest running, with a shell that answers', async () => {
    const id = await started({ pace: 300 });
    const console = await shell(id);
    const stopping = hypervisor.shutdown(id, 'window').catch((error: { code?: string }) => error.code);
    await eventually(() => snapshot(id).job !== null);
    await hypervisor.cancel(id, snapshot(id).job?.id ?? '');
    expect(await stopping).toBe('cancelled');
    expect(snapshot(id).state).toBe('running');
    console.run('echo still""here');
    await console.sees(/stillhere/, LIMIT);
  });
});

describe('a guest', () => {
  it('stands still while it is paused, and answers afterwards', async () => {
    const id = await started();
    const console = await shell(id);
    await hypervisor.suspend(id, 'window');
    console.run('echo late""r');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(console.seen).not.toMatch(/later/);
    await hypervisor.resume(id, 'window');
    await console.sees(/later/, LIMIT);
  });

  it('that asked to power off while paused does so once it goes on', async () => {
    const id = await started({ pace: 100 });
    const console = await shell(id);
    console.run('poweroff');
    await console.sees(/Power down/, LIMIT);
    await hypervisor.suspend(id, 'window');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(snapshot(id).state).toBe('paused');
    await hypervisor.resume(id, 'window');
    await eventually(() => snapshot(id).state === 'shutoff');
    expect(snapshot(id).reason).toMatch(/powered itself off/);
  });

  it('shows the same on its screen as on its serial line, whoever types', async () => {
    const id = await started({ system: 'Ubuntu 24.04' });
    const console = await shell(id);
    const viewer = await RfbClient.connect(await hypervisor.openDisplay(id, 'display0'));
    await viewer.update(false);
    const before = viewer.snapshot();
    viewer.type('echo by""screen\n');
    await console.sees(/byscreen/, LIMIT);
    await viewer.update(true);
    expect(viewer.snapshot().equals(before)).toBe(false);
  });

  it('restarts at Ctrl+Alt+Del', async () => {
    const id = await started();
    const console = await shell(id);
    const display = await hypervisor.openDisplay(id, 'display0');
    await RfbClient.connect(display);
    for (const keysym of [0xffe3, 0xffe9, 0xffff]) {
      const press = Buffer.from([4, 1, 0, 0, 0, 0, 0, 0]);
      press.writeUInt32BE(keysym, 4);
      display.input.write(press);
    }
    await console.sees(/Restarting system/, LIMIT);
    await console.sees(/Linux version/, LIMIT);
    expect(snapshot(id).state).toBe('running');
  });

  it('writes a flood without losing a line', async () => {
    const id = await started();
    const console = await shell(id);
    console.run('seq 20000');
    await console.sees(/\r\n20000\r\n/, LIMIT);
    expect(console.seen).toContain('\r\n9999\r\n10000\r\n10001\r\n');
  });
});

describe('a world that is told to change', () => {
  it('pauses and resumes its machines one after the other, and ends with the driver', async () => {
    await hypervisor.close();
    await open({ world: () => manyMachines(10, PACE), churn: 200 });
    await hypervisor.discover('test');
    const states = (): string =>
      hypervisor
        .list()
        .map(({ state }) => state)
        .join();
    const before = states();
    await eventually(() => states() !== before);
    await eventually(() => states() === before); // each has had its turn twice
  });
});
