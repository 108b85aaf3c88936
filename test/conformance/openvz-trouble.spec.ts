import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import type { OpenvzConfig, OpenvzHardware } from '../../main/drivers/openvz/config';
import { createOpenvzDriver } from '../../main/drivers/openvz/driver';
import { Hypervisor } from '../../main/hypervisor/hypervisor';
import { OpenvzWorld, whyNoContainers } from '../openvz/world';

const MIB = 1024 * 1024;
const LIMIT_MS = 20_000;
const request = { memory: 128 * MIB, cpus: 1, template: 'tiny' };
const by = 'window' as const;
const absent = whyNoContainers();
const begin = absent === null ? describe : describe.skip;

let folder: string;
let world: OpenvzWorld;
let hypervisor: Hypervisor;

async function open(kernel: 'openvz' | 'plain' = 'plain'): Promise<void> {
  world = new OpenvzWorld(join(folder, 'world'), kernel);
  await openAgain();
}

async function openAgain(): Promise<void> {
  hypervisor = new Hypervisor({
    drivers: [createOpenvzDriver({ ...world.places, work: join(folder, 'work') })],
    definitions: join(folder, 'definitions'),
    log: () => undefined,
  });
  await (
    await hypervisor.open()
  ).attached;
  await hypervisor.probe('openvz');
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pdk-'));
});
afterEach(async () => {
  for (const { id } of hypervisor.list()) await hypervisor.destroy(id, 'Paddock');
  await hypervisor.close();
  world.clear();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const define = (name = 'web', more = {}): Promise<DomainId> =>
  hypervisor.define('openvz', name, { ...request, ...more }, by);
const configOf = (id: DomainId): OpenvzConfig => hypervisor.snapshot(id).definition.config as OpenvzConfig;
const hardwareOf = (id: DomainId): OpenvzHardware =>
  hypervisor.facts.hardware(hypervisor.snapshot(id)) as OpenvzHardware;
const stateOf = (id: DomainId): string => hypervisor.snapshot(id).state;

async function eventually(holds: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; !holds();) {
    if (Date.now() > end) throw new Error(`it never came to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

begin(`OpenVZ in trouble${absent === null ? '' : ` (${absent})`}`, () => {
  describe('a container that can’t be made', () => {
    it('leaves nothing behind', async () => {
      await open();
      world.fault('unpack', '48 No space for it');
      await expect(define()).rejects.toMatchObject({ failure: { detail: { exitCode: 48 } } });
      expect(world.containers()).toEqual([]);
      expect(hypervisor.list()).toEqual([]);
      await define();
    });

    it('leaves nothing behind where only its limits can’t be set', async () => {
      await open();
      world.fault('set', '1 Unable to set UBC');
      await expect(define()).rejects.toMatchObject({ code: 'program-failed' });
      expect(world.containers()).toEqual([]);
    });

    it('leaves nothing behind where a person gave up on it', async () => {
      await open();
      world.fault('unpack', 'slow 10000');
      const making = define();
      await eventually(() => existsSync(join(world.folder, 'vz/private/101.tmp')), 'it is being unpacked');
      const [machine] = hypervisor.list();
      if (machine?.job) hypervisor.cancel(machine.id, machine.job.id);
      await expect(making).rejects.toMatchObject({ code: 'cancelled' });
      expect(world.containers()).toEqual([]);
      expect(existsSync(join(world.folder, 'etc/vz/names/web'))).toBe(false);
      await define();
    });

    it('tells with the words of the log why, for vzctl itself is quiet', async () => {
      await open();
      const { failure } = await define('web', { template: 'none-such' }).then(
        () => expect.fail('it was made'),
        (error: { readonly failure: { readonly detail: { readonly output: string } } }) => error,
      );
      expect(failure.detail.output).toContain('Cached OS template');
      expect(failure.detail.output).not.toContain('/proc/vz');
    });
  });

  describe('a container of another tool’s', () => {
    it('is never deleted for a machine whose number it has got', async () => {
      await open();
      const id = await define();
      await hypervisor.undefine(id, by);
      world.vzctl('destroy', '101');
      world.vzctl('create', '101', '--ostemplate', 'tiny', '--layout', 'simfs', '--name', 'precious');
      expect(await hypervisor.belongings(id)).toEqual([]);
      await hypervisor.bin.purge(id, by);
      expect(world.containers()).toEqual(['101']);
      expect(world.confOf('101')).toContain('NAME="precious"');
    });

    it('is never taken for a machine that was there while Paddock was closed', async () => {
      await open();
      const id = await define();
      await hypervisor.close();
      // While they are open, the files of the next can't be given the place of these on the drive.
      const held = openSync(join(world.folder, 'vz/private/101'), 'r');
      world.vzctl('destroy', '101');
      world.vzctl('create', '101', '--ostemplate', 'tiny', '--layout', 'simfs', '--name', 'precious');
      closeSync(held);
      await openAgain();
      expect(hypervisor.snapshot(id)).toMatchObject({ state: 'unknown', failure: { code: 'file-exists' } });
    });

    it('that has got its number while Paddock looks is not touched by its name', async () => {
      await open();
      const id = await define();
      const conf = join(world.folder, 'etc/vz/conf/101.conf');
      const [files, other] = [join(world.folder, 'vz/private/101'), join(world.folder, 'vz/private/other')];
      mkdirSync(other);
      renameSync(files, join(world.folder, 'vz/private/gone'));
      renameSync(other, files);
      writeFileSync(conf, readFileSync(conf, 'utf8').replace('NAME="web"', 'NAME="precious"'));
      await eventually(() => stateOf(id) === 'unknown', 'it is not known any more');
      await hypervisor.destroy(id, by);
      await expect(hypervisor.start(id, by)).rejects.toMatchObject({ code: 'file-exists' });
      await hypervisor.undefine(id, by);
      await hypervisor.bin.purge(id, by);
      expect(existsSync(files)).toBe(true);
    });

    it('keeps a number that it has got meanwhile', async () => {
      await open();
      const place = join(world.folder, 'vz/private/101');
      mkdirSync(place);
      writeFileSync(join(place, 'precious'), 'x');
      const id = await define();
      expect(configOf(id).ctid).toBe('102');
      expect(readFileSync(join(place, 'precious'), 'utf8')).toBe('x');
    });

    it('is shown once it is whole, by its name', async () => {
      await open();
      world.fault('unpack', 'slow 1500');
      const making = world.spawn(
        'create',
        '105',
        '--ostemplate',
        'tiny',
        '--layout',
        'simfs',
        '--name',
        'slow',
      );
      await eventually(
        () => existsSync(join(world.folder, 'etc/vz/conf/105.conf')),
        'it has a configuration',
      );
      await eventually(() => hypervisor.list().length === 1, 'it is in the list');
      expect(await making).toBe(0);
      expect(hypervisor.list()[0]?.definition.name).toBe('slow');
    });

    it('is shown though its description breaks what vzlist prints', async () => {
      await open('openvz');
      world.vzctl(
        'create',
        '105',
        '--ostemplate',
        'tiny',
        '--name',
        'odd',
        '--description',
        'it"s {a} "day"',
      );
      await eventually(() => hypervisor.list().length === 1, 'it is in the list');
      world.vzctl('start', '105');
      await eventually(() => hypervisor.list()[0]?.state === 'running', 'it runs');
    });
  });

  describe('a container that another program has locked', () => {
    it('is waited for, and that program is named', async () => {
      await open();
      const id = await define();
      world.fault('set', 'slow 1500');
      const other = world.spawn('set', '101', '--cpus', '2', '--save');
      await eventually(() => world.isLocked('101'), 'it is locked');
      const steps = new Set<string | null>();
      const stop = hypervisor.onMachine((event) => {
        if (event.kind !== 'removed') steps.add(event.snapshot.job?.step ?? null);
      });
      await hypervisor.start(id, by);
      stop();
      expect(await other).toBe(0);
      expect(stateOf(id)).toBe('running');
      expect(
        [...steps].some((step) => /^Waiting for “.*set 101 --cpus 2 --save” \(process/.test(step ?? '')),
      ).toBe(true);
      await eventually(() => configOf(id).cpus === 2, 'what it wrote counts');
    });

    it('by one that is gone is free', async () => {
      await open();
      const id = await define();
      writeFileSync(join(world.folder, 'vz/lock/101.lck'), `${2 ** 22 + 1}\n\n`);
      await hypervisor.start(id, by);
      expect(stateOf(id)).toBe('running');
    });
  });

  describe('a change', () => {
    const change = (id: DomainId, hardware: Partial<OpenvzHardware>): Promise<void> =>
      hypervisor.redefine(id, { hardware: { ...hardwareOf(id), ...hardware } }, by);
    const card = { name: 'eth0', mac: null, bridge: 'br0', hostName: null, hostMac: null };

    it('of a card leaves the card there, with its address', async () => {
      await open();
      const id = await define();
      await change(id, { cards: [card] });
      await eventually(() => configOf(id).cards[0]?.mac !== null, 'what OpenVZ made up is known');
      const [made] = configOf(id).cards;
      if (!made) throw new Error('there is no card');
      await change(id, { cards: [{ ...made, bridge: 'br1' }] });
      expect(world.confOf('101')).toMatch(new RegExp(`^NETIF="ifname=eth0,bridge=br1,mac=${made.mac},`, 'm'));
    });

    it('that fails half way is undone', async () => {
      await open();
      const id = await define();
      await change(id, { cards: [card] });
      await eventually(() => configOf(id).cards[0]?.mac !== null, 'what OpenVZ made up is known');
      const before = world.confOf('101');
      const [made] = configOf(id).cards;
      if (!made) throw new Error('there is no card');
      world.fault('set', 'later 130 The bridge is not there');
      await expect(change(id, { cpus: 2, cards: [{ ...made, bridge: 'br1' }] })).rejects.toMatchObject({
        failure: { field: 'hardware.cards' },
      });
      expect(world.confOf('101')).toBe(before);
      expect(configOf(id)).toMatchObject({ cpus: 1, cards: [made] });
    });

    it('of disk space is refused by its field while it runs on a plain kernel', async () => {
      await open();
      const id = await define();
      await hypervisor.start(id, by);
      const before = world.confOf('101');
      await expect(change(id, { diskSpace: 4096 * MIB })).rejects.toMatchObject({
        failure: { code: 'unsupported', field: 'hardware.diskSpace' },
      });
      expect(world.confOf('101')).toBe(before);
    });

    it('that takes away what OpenVZ can only replace is refused by its field', async () => {
      await open();
      const id = await define('web', { nameServers: ['1.1.1.1'] });
      await expect(change(id, { nameServers: [] })).rejects.toMatchObject({
        failure: { code: 'unsupported', field: 'hardware.nameServers' },
      });
    });
  });

  it('forces off what does not shut down within the time that the container’s configuration gives it', async () => {
    await open();
    const id = await define();
    world.vzctl('set', '101', '--stop-timeout', '1', '--save');
    await hypervisor.start(id, by);
    world.vzctl('exec2', '101', 'mount -t tmpfs tmpfs /bin 2>/dev/null; true'); // no halt any more
    await hypervisor.shutdown(id, by);
    expect(stateOf(id)).toBe('shutoff');
  });

  it('tells how a command inside ended', async () => {
    await open();
    const id = await define();
    await hypervisor.start(id, by);
    const run = (command: string) => hypervisor.act(id, 'exec', { command }, by);
    expect(await run('true')).toEqual({ command: 'true', exitCode: 0, signal: null, text: '', isCut: false });
    expect(await run('echo bad""ly >&2; exit 7')).toMatchObject({ exitCode: 7, text: 'badly\n' });
    expect(await run('exit 31')).toMatchObject({ exitCode: 31 }); // vzctl's own code for one that does not run
  });

  for (const kernel of ['openvz', 'plain'] as const) {
    it(`sees as paused what another tool has frozen, and as running once it is thawed: kernel ${kernel}`, async () => {
      await open(kernel);
      const id = await define('web', { layout: 'simfs' });
      await hypervisor.start(id, by);
      const since = hypervisor.snapshot(id).presence?.startedAt;
      world.freeze('101', true);
      await eventually(() => stateOf(id) === 'paused', 'it is paused');
      world.freeze('101', false);
      await eventually(() => stateOf(id) === 'running', 'it runs');
      expect(hypervisor.snapshot(id).presence?.startedAt).toBe(since); // the same run
      await hypervisor.shutdown(id, by);
      expect(stateOf(id)).toBe('shutoff');
    });
  }

  it('deletes a machine whose files are mounted', async () => {
    await open();
    const id = await define();
    await hypervisor.act(id, 'mount', {}, by);
    expect(world.vzctl('status', '101')).toBe('CTID 101 exist mounted down\n');
    await hypervisor.undefine(id, by);
    await hypervisor.bin.purge(id, by);
    expect(world.containers()).toEqual([]);
  });

  it('says what OpenVZ takes of the computer on its own kernel', async () => {
    await open('openvz');
    const id = await define('web', { layout: 'simfs' });
    await hypervisor.start(id, by);
    const usage = await hypervisor.sample([hypervisor.snapshot(id)]);
    expect(usage.get(id)?.memoryBytes).toBeGreaterThan(0);
  });
});
