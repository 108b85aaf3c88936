import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { textOf } from '../domains/definition-text';
import { DEFINITION_FORMAT, newDomainId, type Definition, type DomainId } from '../domains/definition';
import type { LockedDomain } from '../domains/domain';
import { PaddockError } from '../domains/failure';
import type { Job } from '../domains/job';
import { eventually, gate, settle } from '../domains/testing';
import {
  ABLE,
  everyCapability,
  unable,
  type Capabilities,
  type Driver,
  type DriverHost,
  type Summary,
} from '../drivers/driver';
import type { Happening } from '../domains/happening';
import type { OperationRecord } from '../domains/operation-record';
import { Hypervisor } from './hypervisor';

type Machine = LockedDomain<unknown, unknown>;
type Work = (machine: Machine, job: Job) => Promise<void>;

const become =
  (state: 'running' | 'shutoff' | 'paused' | 'saved'): Work =>
  async (machine) =>
    machine.setState(state);

/** A driver whose every operation can be replaced by a test. */
class ScriptedDriver implements Driver {
  readonly id = 'scripted';
  readonly title = 'Scripted';
  readonly persistent = true;
  readonly snapshotsKeepMemory = true;
  config: Driver['config'] = z.object({ memory: z.number() });
  readonly request = z.object({ memory: z.number().max(8) });
  capabilities: Capabilities = everyCapability(ABLE, { reset: unable('There is no button for it.') });
  host!: DriverHost<unknown, unknown>;
  readonly calls: string[] = [];
  attach: (machine: Machine) => Promise<void> = async (machine) => machine.setState('shutoff');
  define: Work = async () => undefined;
  undefine: Work = async () => void this.calls.push('undefine');
  hardware: Driver['hardware'] = this.config;
  hardwareOf: Driver['hardwareOf'] = (config) => config;
  rename: Driver['rename'];
  planChange: Driver['planChange'] = async (_config, hardware) => hardware;
  live: Driver['live'] = () => [];
  applyChange: Driver['applyChange'] = async () => undefined;
  pending: Driver['pending'] = () => [];
  planClone: Driver['planClone'] = async (_id, source) => source;
  clone: Driver['clone'] = async (copy) => copy.setState('shutoff');
  files: Driver['files'] = () => [];
  canSnapshot: Driver['canSnapshot'] = () => ABLE;
  createSnapshot: Driver['createSnapshot'] = async (machine) => ({
    config: machine.definition.config,
    bytes: null,
  });
  checkSnapshot: Driver['checkSnapshot'] = async () => undefined;
  revertSnapshot: Driver['revertSnapshot'] = async () => undefined;
  deleteSnapshot: Driver['deleteSnapshot'] = async () => void this.calls.push('deleteSnapshot');
  purge: Driver['purge'] = async () => void this.calls.push('purge');
  start: Work = become('running');
  suspend: Work = become('paused');
  resume: Work = become('running');
  save: Work = become('saved');
  shutdown: Work = become('shutoff');
  destroy: Work = become('shutoff');
  reboot: Work = become('running');
  reset: Work = become('running');

  open(host: DriverHost<unknown, unknown>): void {
    this.host = host;
  }
  probe = async (): ReturnType<Driver['probe']> => ({ status: 'ready', version: '1', notes: [] }) as const;
  close = async (): Promise<void> => undefined;
  discover: Driver['discover'] = async () => [];
  actions: Driver['actions'] = () => [];
  act: Driver['act'] = async () => undefined;
  startsHow: NonNullable<Driver['startsHow']> = [];
  sample: Driver['sample'] = async () => new Map();
  screenshot: Driver['screenshot'] = async () => null;
  plan: Driver['plan'] = async (_id, _name, request) => request;
  belongings: Driver['belongings'] = async () => [];
  consoles = (): never[] => [];
  openText = (): never => {
    throw new Error('none');
  };
  openDisplay = (): never => {
    throw new Error('none');
  };
  summary = (): Summary => ({ keeps: 'disks', memoryBytes: null, cpus: null });
  commandLine = async (): Promise<null> => null;
}

let folder: string;
let driver: ScriptedDriver;
let hypervisor: Hypervisor;
let records: OperationRecord[];
let happened: Happening[];

async function open(): Promise<void> {
  await hypervisor?.close();
  hypervisor = new Hypervisor({ drivers: [driver], definitions: folder, log: () => undefined });
  records = [];
  hypervisor.onOperation((record) => records.push(record));
  happened = [];
  hypervisor.onHappening((happening) => happened.push(happening));
  await (
    await hypervisor.open()
  ).attached;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-hypervisor-'));
  driver = new ScriptedDriver();
  await open();
});
afterEach(async () => {
  await hypervisor.close();
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

const define = (name = 'web'): Promise<DomainId> =>
  hypervisor.define('scripted', name, { memory: 1 }, 'window');
const stateOf = (id: DomainId): string => hypervisor.snapshot(id).state;

describe('looking for a hypervisor', () => {
  it('is done once after the other, so that the answer about what was chosen last stays', async () => {
    let place = 'slow';
    driver.probe = async () => {
      const version = place; // as it was chosen when it is begun to look
      if (version === 'slow') await new Promise((resolve) => setTimeout(resolve, 30));
      return { status: 'ready', version, notes: [] };
    };
    const first = hypervisor.probe(driver.id);
    await new Promise(setImmediate); // it is looking for that one
    place = 'quick';
    await Promise.all([first, hypervisor.probe(driver.id)]);
    expect(hypervisor.drivers()[0]?.probe).toMatchObject({ version: 'quick' });
  });

  it('goes on after one that failed', async () => {
    const { probe } = driver;
    driver.probe = () => Promise.reject(new Error('broken'));
    await expect(hypervisor.probe(driver.id)).rejects.toThrow('broken');
    driver.probe = probe;
    await hypervisor.probe(driver.id);
    expect(hypervisor.drivers()[0]?.probe).toMatchObject({ status: 'ready' });
  });
});

describe('a machine', () => {
  it('goes through its life, each operation recorded with who asked', async () => {
    const id = await define();
    await hypervisor.start(id, 'tray');
    await hypervisor.suspend(id, 'window');
    await hypervisor.resume(id, 'window');
    await hypervisor.shutdown(id, 'window');
    await hypervisor.undefine(id, 'command line');
    expect(hypervisor.list()).toEqual([]);
    await settle();
    expect(records.map(({ operation, by }) => `${operation} by ${by}`)).toEqual([
      'define by window',
      'start by tray',
      'suspend by window',
      'resume by window',
      'shutdown by window',
      'undefine by command line',
    ]);
  });

  it('is there again after the app was closed, attached by its driver', async () => {
    const id = await define();
    await hypervisor.close();
    driver = new ScriptedDriver();
    driver.attach = async (machine) => machine.setState('running');
    await open();
    expect(stateOf(id)).toBe('running');
  });

  it('can be had by the next app where letting go of a hypervisor failed', async () => {
    await define();
    driver.close = () => Promise.reject(new Error('it hangs'));
    await expect(hypervisor.close()).rejects.toThrow('it hangs');
    driver = new ScriptedDriver();
    hypervisor = new Hypervisor({ drivers: [driver], definitions: folder, log: () => undefined });
    await (
      await hypervisor.open()
    ).attached;
    expect(hypervisor.list()).toHaveLength(1);
  });

  it('is among those that are asked for as long as it is there', async () => {
    const [one, two] = [await define('one'), await define('two')];
    expect(hypervisor.those([two, one]).map(({ id }) => id)).toEqual([two, one]);
    await hypervisor.undefine(two, 'window');
    expect(hypervisor.those([two, one]).map(({ id }) => id)).toEqual([one]);
  });

  it('stays listed as unknown, with the reason, when its driver can’t find out about it', async () => {
    const id = await define();
    driver = new ScriptedDriver();
    driver.attach = () =>
      Promise.reject(new PaddockError({ code: 'connection-lost', message: 'No answer.' }));
    await open();
    expect(hypervisor.snapshot(id)).toMatchObject({ state: 'unknown', reason: 'No answer.' });
    await hypervisor.destroy(id, 'window');
    expect(stateOf(id)).toBe('shutoff');
  });
});

describe('a definition that is edited as a text', () => {
  it('is saved where it is right and nobody has changed it since', async () => {
    const id = await define('web');
    const before = textOf(hypervisor.snapshot(id).definition);
    const wrong = before.replace('"memory": 1', '"memory": "much"');
    expect(hypervisor.checkDefinition(id, wrong)).toMatchObject([{ path: ['config', 'memory'] }]);
    await expect(hypervisor.redefineAs(id, wrong, before, 'window')).rejects.toMatchObject({
      failure: { code: 'argument-invalid', field: 'definition.config.memory' },
    });
    await hypervisor.redefineAs(id, before.replace('"memory": 1', '"memory": 3'), before, 'window');
    expect(hypervisor.snapshot(id).definition.config).toEqual({ memory: 3 });
    await expect(hypervisor.redefineAs(id, before, before, 'window')).rejects.toMatchObject({
      code: 'wrong-state',
    });
    expect(hypervisor.snapshot(id).definition.config).toEqual({ memory: 3 });
  });
});

describe('a change', () => {
  beforeEach(() => {
    driver.applyChange = async (_machine, from, to) =>
      void driver.calls.push(`${JSON.stringify(from)} becomes ${JSON.stringify(to)}`);
    driver.rename = async (_machine, config, name) => {
      driver.calls.push(`called ${name}`);
      return { ...(config as object), called: name };
    };
  });

  it('is told to the driver, name and all, and kept as the driver answers', async () => {
    driver.config = z.looseObject({ memory: z.number() });
    const id = await define('web');
    await hypervisor.redefine(id, { name: 'site', hardware: { memory: 2 } }, 'window');
    expect(driver.calls).toEqual(['{"memory":1} becomes {"memory":2}', 'called site']);
    expect(hypervisor.snapshot(id).definition).toMatchObject({
      name: 'site',
      config: { memory: 2, called: 'site' },
    });
    await hypervisor.redefine(id, { description: 'Serves the shop.' }, 'window');
    expect(driver.calls).toHaveLength(2);
  });

  it('to a name that is taken is undone, and the hypervisor never hears of that name', async () => {
    const id = await define('web');
    await define('taken');
    await expect(
      hypervisor.redefine(id, { name: 'taken', hardware: { memory: 2 } }, 'window'),
    ).rejects.toMatchObject({ code: 'name-taken' });
    expect(driver.calls).toEqual(['{"memory":1} becomes {"memory":2}', '{"memory":2} becomes {"memory":1}']);
    expect(hypervisor.snapshot(id).definition).toMatchObject({ name: 'web', config: { memory: 1 } });
  });

  it('that the hypervisor does not take is undone in reverse, and the name is free again', async () => {
    const id = await define('web');
    driver.rename = () => Promise.reject(new PaddockError({ code: 'program-failed', message: 'No.' }));
    await expect(
      hypervisor.redefine(id, { name: 'site', hardware: { memory: 2 } }, 'window'),
    ).rejects.toMatchObject({ code: 'program-failed' });
    expect(driver.calls).toEqual(['{"memory":1} becomes {"memory":2}', '{"memory":2} becomes {"memory":1}']);
    expect(hypervisor.snapshot(id).definition).toMatchObject({ name: 'web', config: { memory: 1 } });
    await define('site');
  });
});

describe('a machine that is protected', () => {
  it('is not deleted until the protection is taken away, and everything else of it stays as it is', async () => {
    const id = await define('web');
    await hypervisor.redefine(id, { protected: true }, 'window');
    expect(hypervisor.permission(hypervisor.snapshot(id), 'undefine')).toMatchObject({ allowed: false });
    await expect(hypervisor.undefine(id, 'window')).rejects.toMatchObject({ code: 'wrong-state' });
    expect(hypervisor.snapshot(id).definition).toMatchObject({ name: 'web', config: { memory: 1 } });
    await hypervisor.redefine(id, { protected: false }, 'window');
    await hypervisor.undefine(id, 'window');
    expect(hypervisor.list()).toEqual([]);
  });
});

describe('machines of other tools', () => {
  const foreign = (name: string): Definition => ({
    format: DEFINITION_FORMAT,
    id: newDomainId(),
    driver: 'scripted',
    name,
    description: '',
    tags: [],
    createdAt: new Date(0).toISOString(),
    autostart: null,
    snapshots: [],
    snapshot: null,
    protected: false,
    config: { memory: 2 },
  });
  const names = (): string[] => hypervisor.list().map(({ definition }) => definition.name);
  const listed = (...wanted: string[]): Promise<unknown> =>
    eventually(names, (now) => JSON.stringify(now) === JSON.stringify(wanted));

  it('are listed at the start, and stored only once they are changed', async () => {
    const found = foreign('web');
    driver.discover = async () => [found];
    await open();
    expect(hypervisor.snapshot(found.id)).toMatchObject({ state: 'shutoff', definition: { name: 'web' } });
    expect(await readdir(join(folder, 'scripted'))).toEqual(['bin']);
    const change = { name: 'web', description: 'Notes.', tags: [], autostart: null, hardware: { memory: 2 } };
    await hypervisor.redefine(found.id, change, 'window');
    await open();
    expect(hypervisor.list()).toHaveLength(1);
    expect(hypervisor.snapshot(found.id).definition.description).toBe('Notes.');
  });

  it('come and go as their tool has it, under a name that is free, and keep their notes', async () => {
    await define('web');
    const found = foreign('web');
    driver.host.appeared(found);
    driver.host.appeared(found);
    await listed('web', 'web 2');
    const change = { name: 'db', description: 'Notes.', tags: [], autostart: null, hardware: { memory: 2 } };
    await hypervisor.redefine(found.id, change, 'window');
    driver.host.vanished(found.id);
    await listed('web');
    expect(hypervisor.bin.list()).toEqual([]);
    driver.host.appeared(found);
    await listed('web', 'db');
    expect(hypervisor.snapshot(found.id).definition.description).toBe('Notes.');
  });

  it('stay in the bin though they are still there', async () => {
    const found = foreign('web');
    driver.host.appeared(found);
    await listed('web');
    await hypervisor.undefine(found.id, 'window');
    driver.discover = async () => [found];
    await open();
    expect(hypervisor.list()).toEqual([]);
    expect(hypervisor.bin.list()).toHaveLength(1);
  });

  it('do not keep a person from theirs when they can’t be found out', async () => {
    const id = await define('web');
    driver.discover = () => Promise.reject(new Error('no answer'));
    await open();
    expect(hypervisor.list().map((machine) => machine.id)).toEqual([id]);
  });
});

describe('an action of one driver’s machines', () => {
  const mount = {
    id: 'mount',
    title: 'Mount',
    hint: 'Shows its files.',
    reason: null,
    fields: [{ name: 'mode', label: 'Mode', initial: 'ro', choices: [{ value: 'ro', label: 'Read' }] }],
    warning: null,
  };

  it('is done as a job, with what was filled in, and recorded', async () => {
    const id = await define();
    const done: unknown[] = [];
    driver.actions = () => [mount];
    driver.act = async (machine, action, values, job) =>
      void done.push(machine.id, action, values, job.operation);
    await hypervisor.act(id, 'mount', { mode: 'ro' }, 'window');
    expect(done).toEqual([id, 'mount', { mode: 'ro' }, 'act']);
    await settle();
    expect(records.at(-1)).toMatchObject({ operation: 'act', failure: null, output: null });
  });

  it('gives what a program printed, however it ended, and records the end of that', async () => {
    const id = await define();
    const output = {
      command: 'seq 9',
      exitCode: 3,
      signal: null,
      text: 'line\n'.repeat(5_000),
      isCut: false,
    };
    driver.actions = () => [mount];
    driver.act = async () => output;
    expect(await hypervisor.act(id, 'mount', { mode: 'ro' }, 'window')).toEqual(output);
    await settle();
    expect(records.at(-1)).toMatchObject({
      failure: null,
      output: { command: 'seq 9', exitCode: 3, isCut: true },
    });
    expect(records.at(-1)?.output?.text).toMatch(/^(line\n){700,820}$/);
  });

  it('is refused where it is unknown, not possible now, or filled in badly', async () => {
    const id = await define();
    driver.act = () => Promise.reject(new Error('must not be called'));
    driver.actions = () => [mount, { ...mount, id: 'unmount', reason: 'It is not mounted.' }];
    const refused = (action: string, values: Record<string, string>, failure: object): Promise<void> =>
      expect(hypervisor.act(id, action, values, 'window')).rejects.toMatchObject({ failure });
    await refused('fly', {}, { code: 'argument-invalid' });
    await refused('unmount', {}, { code: 'wrong-state', message: 'It is not mounted.' });
    await refused('mount', {}, { code: 'argument-invalid', field: 'values.mode' });
    await refused('mount', { mode: 'rw' }, { code: 'argument-invalid', field: 'values.mode' });
  });
});

describe('the bin', () => {
  it('survives a restart, and gives a machine back as it was', async () => {
    const id = await define('web');
    await hypervisor.undefine(id, 'window');
    await open();
    expect(hypervisor.list()).toEqual([]);
    expect(hypervisor.bin.list()).toMatchObject([{ driver: 'scripted', definition: { id, name: 'web' } }]);
    await hypervisor.bin.recover(id, 'window');
    await open();
    expect(hypervisor.bin.list()).toEqual([]);
    expect(hypervisor.snapshot(id).definition.name).toBe('web');
  });

  it('tells its listeners what is in it', async () => {
    const told: number[] = [];
    hypervisor.onBin(() => told.push(hypervisor.bin.list().length));
    const id = await define();
    await hypervisor.undefine(id, 'window');
    await settle();
    await hypervisor.bin.purge(id, 'window');
    await settle();
    expect(told).toEqual([1, 0]);
  });

  it('keeps a machine that could not be deleted for good, and records the failure', async () => {
    const id = await define();
    await hypervisor.undefine(id, 'window');
    driver.purge = () => Promise.reject(new PaddockError({ code: 'file-in-use', message: 'In use.' }));
    await expect(hypervisor.bin.purge(id, 'window')).rejects.toMatchObject({
      failure: { code: 'file-in-use' },
    });
    expect(hypervisor.bin.list()).toHaveLength(1);
    await settle();
    expect(records.at(-1)).toMatchObject({ operation: 'purge', failure: { code: 'file-in-use' } });
    await hypervisor.bin.recover(id, 'window');
  });

  it('lets only one of two get a machine', async () => {
    const id = await define();
    await hypervisor.undefine(id, 'window');
    const outcomes = await Promise.allSettled([
      hypervisor.bin.recover(id, 'window'),
      hypervisor.bin.purge(id, 'window'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(hypervisor.snapshot(id).state).toBe('shutoff');
  });

  it('has a machine that can’t be put back as before', async () => {
    const id = await define('web');
    await hypervisor.undefine(id, 'window');
    await mkdir(join(folder, 'scripted', `${id}.json`, 'something'), { recursive: true }); // in the way
    await expect(hypervisor.bin.recover(id, 'window')).rejects.toThrow();
    expect(hypervisor.list()).toEqual([]);
    expect(hypervisor.bin.list()).toHaveLength(1);
  });

  it('is emptied of what has been in it for 30 days, and of nothing younger', async () => {
    const old = await define('old');
    await hypervisor.undefine(old, 'window');
    const young = await define('young');
    vi.useFakeTimers({ now: Date.now() + 20 * 24 * 3_600_000, toFake: ['Date'] });
    await hypervisor.undefine(young, 'window');
    vi.setSystemTime(Date.now() + 11 * 24 * 3_600_000);
    await open();
    expect(hypervisor.bin.list().map(({ definition }) => definition.name)).toEqual(['young']);
    expect(driver.calls).toContain('purge');
  });
});

describe('a snapshot of a name that another one has', () => {
  it('is refused with a name that is free, before anything is saved, and is no failure of the machine', async () => {
    const id = await define();
    const taking = vi.spyOn(driver, 'createSnapshot');
    await hypervisor.snapshots.take(id, 'before', '', 'window');
    await expect(hypervisor.snapshots.take(id, 'before', '', 'window')).rejects.toMatchObject({
      failure: { code: 'name-taken', field: 'name', remedy: { suggestion: 'before 2' } },
    });
    expect(taking).toHaveBeenCalledOnce();
    expect(hypervisor.snapshot(id).failure).toBeNull();
  });

  it('is not given that by a change either, but may keep its own', async () => {
    const id = await define();
    for (const name of ['before', 'after']) await hypervisor.snapshots.take(id, name, '', 'window');
    const [, after] = hypervisor.snapshot(id).definition.snapshots;
    const rename = (name: string): Promise<void> =>
      hypervisor.snapshots.rename(id, after?.id ?? '', { name, note: 'why' }, 'window');
    await expect(rename('before')).rejects.toMatchObject({ code: 'name-taken' });
    await rename('after');
    expect(hypervisor.snapshot(id).definition.snapshots[1]).toMatchObject({ name: 'after', note: 'why' });
  });
});

describe('emptying the bin', () => {
  it('deletes what others in it stand on after these, and tells what is still needed', async () => {
    const ids = new Map<DomainId, string>();
    for (const name of ['kept', 'beneath it', 'linked', 'base']) ids.set(await define(name), name);
    const standsOn: Record<string, string[]> = { linked: ['base'], kept: ['beneath it'] };
    driver.files = (config) => (config as { needs?: string[] }).needs ?? [];
    driver.config = z.object({ memory: z.number(), needs: z.array(z.string()).default([]) });
    driver.hardware = z.array(z.string());
    driver.planChange = async (config, needs) => ({ ...(config as object), needs });
    driver.belongings = async ({ name }) => [{ path: name, bytes: 1 }];
    for (const [id, name] of ids) {
      await hypervisor.redefine(id, { hardware: standsOn[name] ?? [] }, 'window');
      if (name !== 'kept') await hypervisor.undefine(id, 'window');
    }
    const deleted: string[] = [];
    driver.purge = async ({ name }) => void deleted.push(name);
    expect(await hypervisor.bin.empty('window')).toMatchObject([
      { name: 'beneath it', failure: { code: 'file-in-use' } },
    ]);
    expect(deleted).toEqual(['linked', 'base']);
  });
});

describe('the bin', () => {
  it('looks through the machines once to say who needs what is in it, however much that is', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const id = await define(name);
      if (name < 'd') await hypervisor.undefine(id, 'window');
    }
    let looks = 0;
    driver.files = () => {
      looks++;
      return ['/disks/base'];
    };
    driver.belongings = async () => [{ path: '/disks/base', bytes: 1 }];
    const all = await hypervisor.bin.belongings(hypervisor.bin.list());
    expect(all.map((one) => one?.[0]?.neededBy.length)).toEqual([5, 5, 5]);
    expect(looks).toBe(6);
  });
});

describe('what belongs to a machine', () => {
  it('names the machines that need it as well, those in the bin among them', async () => {
    const base = await define('base');
    const linked = await define('linked');
    const gone = await define('gone');
    driver.files = () => ['/disks/base.qcow2'];
    driver.belongings = async () => [
      { path: '/disks/base.qcow2', bytes: 1 },
      { path: '/disks/log', bytes: 1 },
    ];
    await hypervisor.undefine(gone, 'window');
    const [disk, log] = await hypervisor.belongings(base);
    expect(disk?.neededBy).toMatchObject([
      { definition: { id: linked }, inBin: false },
      { definition: { id: gone }, inBin: true },
    ]);
    expect(log?.neededBy).toEqual([]);
  });
});

describe('creating', () => {
  it('refuses a bad name, a taken name and a bad value before anything is made', async () => {
    await define('web');
    const made = driver.calls.length;
    await expect(define('-rf')).rejects.toMatchObject({ failure: { code: 'name-invalid', field: 'name' } });
    await expect(define('web')).rejects.toMatchObject({ failure: { code: 'name-taken', field: 'name' } });
    await expect(hypervisor.define('scripted', 'big', { memory: 9 }, 'window')).rejects.toMatchObject({
      failure: { code: 'argument-invalid', field: 'request.memory' },
    });
    expect(driver.calls).toHaveLength(made);
    expect(hypervisor.list()).toHaveLength(1);
  });

  it('leaves nothing behind when the driver fails', async () => {
    driver.define = () => Promise.reject(new PaddockError({ code: 'disk-full', message: 'No space.' }));
    await expect(define()).rejects.toMatchObject({ failure: { code: 'disk-full' } });
    expect(hypervisor.list()).toEqual([]);
    expect(await readdir(join(folder, 'scripted'))).toEqual(['bin']);
    driver.define = async () => undefined;
    await define();
  });

  it('takes away what the driver made when the definition can’t be saved', async () => {
    await rm(join(folder, 'scripted'), { recursive: true });
    await writeFile(join(folder, 'scripted'), 'a file where the folder should be');
    await expect(define()).rejects.toThrow();
    expect(driver.calls).toEqual(['purge']);
    expect(hypervisor.list()).toEqual([]);
  });
});

describe('an operation', () => {
  it('is refused in a state that does not fit, or where the driver can’t, with the reason', async () => {
    const id = await define();
    await expect(hypervisor.suspend(id, 'window')).rejects.toMatchObject({
      failure: { code: 'wrong-state' },
    });
    await hypervisor.start(id, 'window');
    await expect(hypervisor.start(id, 'window')).rejects.toMatchObject({ failure: { code: 'wrong-state' } });
    await expect(hypervisor.undefine(id, 'window')).rejects.toMatchObject({
      failure: { code: 'wrong-state' },
    });
    await expect(hypervisor.reset(id, 'window')).rejects.toMatchObject({
      failure: { code: 'unsupported', cause: 'There is no button for it.' },
    });
    expect(hypervisor.permission(hypervisor.snapshot(id), 'reset')).toEqual({
      allowed: false,
      reason: 'There is no button for it.',
    });
  });

  it('is refused while another runs, with that one’s name and owner', async () => {
    const { passed, open: finish } = gate();
    driver.start = async (machine) => {
      await machine.unlocked(() => passed);
      machine.setState('running');
    };
    const id = await define();
    const starting = hypervisor.start(id, 'tray');
    await settle();
    await expect(hypervisor.start(id, 'window')).rejects.toMatchObject({
      failure: { code: 'busy', cause: expect.stringMatching(/start.*tray/) },
    });
    finish();
    await starting;
  });

  it('keeps what went wrong on the machine until something succeeds', async () => {
    const id = await define();
    driver.start = () =>
      Promise.reject(new PaddockError({ code: 'memory-short', message: 'Too little memory.' }));
    await expect(hypervisor.start(id, 'window')).rejects.toThrow('Too little memory.');
    expect(hypervisor.snapshot(id)).toMatchObject({
      state: 'shutoff',
      job: null,
      failure: { code: 'memory-short' },
    });
    driver.start = become('running');
    await hypervisor.start(id, 'window');
    expect(hypervisor.snapshot(id).failure).toBeNull();
  });

  it('keeps which operation failed, and with what can be tried again in which way it was asked for', async () => {
    const id = await define();
    const later = new PaddockError({ code: 'timeout', message: 'Too slow.', remedy: { kind: 'retry' } });
    driver.startsHow = ['disposable'];
    driver.start = () => Promise.reject(later);
    await expect(hypervisor.start(id, 'window', 'disposable')).rejects.toThrow('Too slow.');
    expect(hypervisor.snapshot(id).failure).toMatchObject({
      operation: 'start',
      remedy: { kind: 'retry', how: 'disposable' },
    });
    driver.createSnapshot = () => Promise.reject(later);
    await expect(hypervisor.snapshots.take(id, 'first', '', 'window')).rejects.toThrow('Too slow.');
    expect(hypervisor.snapshot(id).failure).toMatchObject({
      operation: 'snapshot-create',
      remedy: { kind: 'retry' },
    });
  });

  it('leaves a machine without a failure where a form was refused at a field', async () => {
    await define('web');
    const id = await define('db');
    await expect(hypervisor.redefine(id, { name: 'web' }, 'window')).rejects.toMatchObject({
      failure: { code: 'name-taken', field: 'name' },
    });
    expect(hypervisor.snapshot(id).failure).toBeNull();
    expect(records.at(-1)).toMatchObject({ operation: 'redefine', failure: { code: 'name-taken' } });
  });

  it('gives way to force off, which waits for its end', async () => {
    driver.start = async (machine, job) => {
      await machine.unlocked(
        () =>
          new Promise((_, reject) => job.signal.addEventListener('abort', () => reject(job.signal.reason))),
      );
    };
    const id = await define();
    const starting = hypervisor.start(id, 'window');
    await settle();
    const ended = Promise.allSettled([starting]);
    await hypervisor.destroy(id, 'window');
    expect((await ended)[0]).toMatchObject({
      status: 'rejected',
      reason: { failure: { code: 'cancelled' } },
    });
    expect(hypervisor.snapshot(id)).toMatchObject({ state: 'shutoff', job: null, failure: null });
  });

  it('can be cancelled where it can be given up', async () => {
    driver.start = async (machine, job) => {
      await machine.unlocked(
        () =>
          new Promise((_, reject) =>
            job.signal.addEventListener('abort', () => reject(new Error('gave up'))),
          ),
      );
    };
    const id = await define();
    await expect(hypervisor.cancel(id, 'no such job')).rejects.toMatchObject({
      failure: { code: 'wrong-state' },
    });
    const starting = hypervisor.start(id, 'window');
    await settle();
    await hypervisor.cancel(id, hypervisor.snapshot(id).job?.id ?? '');
    await expect(starting).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  });

  it('copies a machine beside another copying of it, and is cancelled on either side', async () => {
    const { passed, open: finish } = gate();
    driver.clone = async (copy, _source, job) => {
      await copy.unlocked(
        () =>
          new Promise<void>((resolve, reject) => {
            void passed.then(resolve);
            job.signal.addEventListener('abort', () => reject(new Error('gave up')));
          }),
      );
      copy.setState('shutoff');
    };
    const id = await define('web');
    const one = hypervisor.clone(id, 'one', 'window');
    const two = hypervisor.clone(id, 'two', 'window');
    const three = hypervisor.clone(id, 'three', 'window');
    await settle();
    expect(hypervisor.snapshot(id).jobs).toHaveLength(3);
    await expect(hypervisor.start(id, 'window')).rejects.toMatchObject({ failure: { code: 'busy' } });
    const copyOf = (name: string): DomainId =>
      hypervisor.list().find(({ definition }) => definition.name === name)?.id ?? id;
    const [, , ofThree] = hypervisor.snapshot(id).jobs;
    await hypervisor.cancel(copyOf('two'), hypervisor.snapshot(copyOf('two')).job?.id ?? '');
    await hypervisor.cancel(id, ofThree?.id ?? '');
    await expect(two).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    await expect(three).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    finish();
    expect(hypervisor.snapshot(await one)).toMatchObject({ state: 'shutoff', definition: { name: 'one' } });
    expect(hypervisor.snapshot(id)).toMatchObject({ jobs: [], job: null, failure: null });
    expect(hypervisor.list().map(({ definition }) => definition.name)).toEqual(['web', 'one']);
    await hypervisor.start(id, 'window');
  });

  it('on one machine is not held up by another that hangs', async () => {
    const { passed, open: finish } = gate();
    driver.start = () => passed; // holds its machine's lock all the time
    const [hung, other] = [await define('hung'), await define('other')];
    const starting = hypervisor.start(hung, 'window');
    await settle();
    driver.start = become('running');
    await hypervisor.start(other, 'window');
    expect(stateOf(other)).toBe('running');
    expect(hypervisor.list()).toHaveLength(2);
    finish();
    await starting;
  });
});

describe('what a driver sees by itself', () => {
  it('changes the machine and reaches the listeners', async () => {
    const id = await define();
    await hypervisor.start(id, 'window');
    const seen: string[] = [];
    hypervisor.onMachine((event) => void (event.kind === 'changed' && seen.push(event.snapshot.state)));
    driver.host.observed(id, 'guest shutdown', (machine) =>
      machine.setState('shutoff', 'The guest powered off.'),
    );
    await settle();
    expect(hypervisor.snapshot(id)).toMatchObject({ state: 'shutoff', reason: 'The guest powered off.' });
    expect(seen).toEqual(['shutoff']);
  });

  it('is told as what happened to it, with its reason', async () => {
    const id = await define('web');
    await hypervisor.start(id, 'window');
    driver.host.observed(id, 'seen', (machine) => machine.setState('paused', 'Writing a disk failed.'));
    await settle();
    driver.host.observed(id, 'seen', (machine) => machine.setState('crashed', 'The guest panicked.'));
    await settle();
    await hypervisor.start(id, 'window');
    driver.host.observed(id, 'seen', (machine) => machine.setState('shutoff', 'The guest powered off.'));
    await settle();
    expect(happened).toMatchObject([
      { id, name: 'web', happened: 'held', reason: 'Writing a disk failed.' },
      { id, name: 'web', happened: 'crashed', reason: 'The guest panicked.' },
      { id, name: 'web', happened: 'off', reason: 'The guest powered off.' },
    ]);
  });

  it('is told as well where it crashes while something is done to it', async () => {
    const id = await define();
    await hypervisor.start(id, 'window');
    driver.suspend = (machine) =>
      machine
        .unlocked(async () => {
          driver.host.observed(id, 'seen', (seen) => seen.setState('crashed', 'Killed.'));
          await settle();
        })
        .then(() => undefined);
    await hypervisor.suspend(id, 'window');
    expect(happened).toMatchObject([{ happened: 'crashed', reason: 'Killed.' }]);
  });

  it('is nothing that happened where somebody asked for it', async () => {
    const id = await define();
    await hypervisor.start(id, 'window');
    await hypervisor.suspend(id, 'window');
    await hypervisor.resume(id, 'window');
    driver.shutdown = (machine) =>
      machine
        .unlocked(async () => {
          driver.host.observed(id, 'seen', (seen) => seen.setState('shutoff', 'The guest powered off.'));
          await settle();
        })
        .then(() => undefined);
    await hypervisor.shutdown(id, 'window');
    expect(happened).toEqual([]);
  });

  it('is told of a machine that is found dead at the start, and not of one known to be so for long', async () => {
    await define('web');
    driver.attach = async (machine) => machine.setState('crashed', 'It died meanwhile.', null);
    await open();
    expect(hypervisor.list()).toMatchObject([{ state: 'crashed' }]);
    expect(happened).toMatchObject([{ name: 'web', happened: 'crashed', reason: 'It died meanwhile.' }]);
    driver.attach = async (machine) => machine.setState('crashed', 'It died long ago.', 5);
    await open();
    expect(happened).toEqual([]);
  });

  it('of a machine that is gone is passed over', async () => {
    driver.host.observed(newDomainId(), 'late news', () => expect.unreachable());
    await settle();
  });
});
