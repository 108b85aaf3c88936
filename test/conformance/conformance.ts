import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import type { DomainSnapshot } from '../../main/domains/domain';
import type { DomainEvent } from '../../main/domains/events';

import type { DomainState } from '../../main/domains/state';
import type { Belonging, Capabilities, Driver } from '../../main/drivers/driver';
import type { OperationRecord } from '../../main/domains/operation-record';
import { Hypervisor } from '../../main/hypervisor/hypervisor';
import type { MachineOperation } from '../../main/hypervisor/permission';
import { RfbClient } from './rfb-client';
import { TextClient } from './text-client';

/** A driver as the suite needs it, with a machine that boots to a shell on its text console. */
export interface Subject {
  /** A driver as a fresh start of the app would make it, over the same folder as before. */
  readonly driver: () => Driver;
  /** What creates the machine. */
  readonly request: unknown;
  /** Requests that must be refused before anything is made, with the field at fault. */
  readonly badRequests: readonly { readonly request: unknown; readonly field: string }[];
  /** What the text console shows when a command can be typed. */
  readonly prompt: RegExp;
  /** Typed into the shell, it powers the machine off. */
  readonly powerOff: string;
  /** How long the guest may take to boot or to shut down, in ms. */
  readonly limit: number;
  /** Ends a running machine behind the driver's back, as a fault of the host would; kills its process where absent. */
  readonly endBehindBack?: (machine: DomainSnapshot) => Promise<void>;
  /** What the hypervisor itself still has of any machine, where that is more than files that a machine can tell of. */
  readonly leftOver?: () => Promise<readonly string[]>;
  /** Called once everything is closed. */
  readonly clear: () => Promise<void>;
}

/** What tells a driver from others: the suite holds it to that, and what it says it can't do must be refused everywhere. */
export interface Traits {
  readonly keeps: 'machines on disk' | 'machines in memory';
  /** All that it can't do. */
  readonly unable?: readonly (keyof Capabilities)[];
  /** Of which machines a snapshot can be taken; of those that run with their memory, where nothing else is said. */
  readonly snapshots?:
    'of all machines' | 'of all machines, without memory' | 'of machines that are off' | 'of none';
  /**
   * Its text console: the machine's one line, of which what the guest wrote before is shown to one who comes late (`boots`
   * is shown while it boots, long before the prompt); or a shell of one's own, which ends when the machine restarts.
   */
  readonly text: { readonly kind: 'a line'; readonly boots: RegExp } | { readonly kind: 'a shell' };
  readonly display: 'a screen' | 'none';
  /** Why its hypervisor can't be had here: then nothing is tried. */
  readonly absent?: string | null;
}

/** Of what belongs to a machine the files of this computer: a remote server's can't be looked at. */
function filesIn(belongings: readonly Belonging[]): readonly string[] {
  return belongings.map(({ path }) => path).filter(isAbsolute);
}

/**
 * What every driver must do, seen from the hypervisor: one suite for all of them. `make` gives a subject of its own to
 * each test.
 */
export function conformance(
  name: string,
  traits: Traits,
  make: (folder: string) => Promise<Subject> | Subject,
): void {
  const { keeps, unable = [], snapshots = 'of all machines', text, display, absent = null } = traits;
  const can = (...operations: readonly (keyof Capabilities)[]): boolean =>
    operations.every((operation) => !unable.includes(operation));

  const begin = absent === null ? describe : describe.skip;
  begin(`${name}, as every driver${absent === null ? '' : ` (${absent})`}`, () => {
    let folder: string;
    let subject: Subject;
    let driver: Driver;
    let hypervisor: Hypervisor;
    let events: DomainEvent[];
    let records: OperationRecord[];
    const consoles: TextClient[] = [];

    async function open(): Promise<void> {
      driver = subject.driver();
      hypervisor = new Hypervisor({
        drivers: [driver],
        definitions: join(folder, 'definitions'),
        log: () => undefined,
      });
      events = [];
      records = [];
      hypervisor.onMachine((event) => events.push(event));
      hypervisor.onOperation((record) => records.push(record));
      await (
        await hypervisor.open()
      ).attached;
      await hypervisor.probe(driver.id);
    }

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'pdk-')); // short, for sockets lie below it
      subject = await make(folder);
      await open();
    });

    afterEach(async () => {
      try {
        for (const console of consoles.splice(0)) console.close();
        for (const { id } of hypervisor.list()) await hypervisor.destroy(id, 'Paddock');
        // Whatever happened: no job is left, and no lock is kept once what was seen last has been noted.
        expect(hypervisor.list().filter(({ job }) => job !== null)).toEqual([]);
        await eventually(() => holders().length === 0, 'no lock is held', holders);
      } finally {
        await hypervisor.close();
        await subject.clear();
        await rm(folder, { recursive: true, force: true });
      }
    });

    const by = 'window' as const;
    /** What can be asked of a machine with nothing but its identity. */
    const PLAIN = ['suspend', 'resume', 'save', 'shutdown', 'reboot', 'reset'] as const;
    const define = (machine = 'guest'): Promise<DomainId> =>
      hypervisor.define(driver.id, machine, subject.request, by);
    const machine = (id: DomainId): DomainSnapshot => hypervisor.snapshot(id);
    const stateOf = (id: DomainId): DomainState => machine(id).state;

    async function started(): Promise<DomainId> {
      const id = await define();
      await hypervisor.start(id, by);
      return id;
    }

    async function at(id: DomainId, kind: 'text' | 'display'): Promise<string> {
      const info = hypervisor.consoles(machine(id)).find((one) => one.kind === kind);
      if (!info) throw new Error(`the machine has no ${kind} console`);
      return info.id;
    }

    async function console(id: DomainId): Promise<TextClient> {
      const client = new TextClient(await hypervisor.openText(id, await at(id, 'text')));
      consoles.push(client);
      return client;
    }

    /** A started machine, once its shell can be typed into. */
    async function booted(): Promise<{ readonly id: DomainId; readonly console: TextClient }> {
      const id = await started();
      const client = await console(id);
      await client.sees(subject.prompt, subject.limit);
      return { id, console: client };
    }

    async function eventually(
      holds: () => boolean,
      what: string,
      evidence: () => unknown = () => '',
    ): Promise<void> {
      const end = Date.now() + subject.limit;
      while (!holds()) {
        if (Date.now() > end) throw new Error(`it never came to this: ${what} ${JSON.stringify(evidence())}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }

    /** Resolves as soon as a job runs on a machine, however short: before the call that begins it has been awaited. */
    function onceBusy(id: DomainId): Promise<void> {
      return new Promise((resolve) => {
        const stop = hypervisor.onMachine((event) => {
          if (event.kind === 'removed' || event.snapshot.id !== id || event.snapshot.job === null) return;
          stop();
          resolve();
        });
      });
    }

    /** A machine that runs, once its process is known: some hypervisors tell of it only after the start. */
    async function runningAs(id: DomainId): Promise<DomainSnapshot> {
      const isKnown = (): boolean => typeof machine(id).presence?.pid === 'number';
      if (!subject.endBehindBack) await eventually(isKnown, 'its process is known');
      return machine(id);
    }

    async function killProcess({ presence }: DomainSnapshot): Promise<void> {
      const pid = presence?.pid;
      if (typeof pid !== 'number') throw new Error('the machine has no process');
      process.kill(pid, 'SIGKILL');
      await eventually(() => !existsSync(`/proc/${pid}`), 'the process is gone');
    }

    /** A test of what only some drivers can do. */
    const when = (holds: boolean, title: string, test: () => Promise<void>): void => {
      if (holds) it(title, test);
    };

    /** Who holds a lock now. */
    function holders(): string[] {
      const locks = hypervisor
        .inspect()
        .flatMap(({ list, machines }) => [list, ...machines.map(({ lock }) => lock)]);
      return locks.flatMap(({ name: lock, holder }) => (holder ? [`${holder.purpose} holds ${lock}`] : []));
    }

    describe('what it can do', () => {
      it('is there, or tells why not; and every power is there, or tells why not', () => {
        const [status] = hypervisor.drivers();
        expect(status?.probe?.status).toBe('ready');
        const missing = Object.entries(driver.capabilities).filter(([, capability]) => !capability.able);
        expect(missing.map(([operation]) => operation).sort()).toEqual([...unable].sort());
        for (const [, capability] of missing) expect(!capability.able && capability.reason).toMatch(/\S/);
      });

      it('refuses what it can’t do with just that reason', async () => {
        const id = await define();
        for (const operation of PLAIN) {
          const capability = driver.capabilities[operation];
          if (capability.able) continue;
          expect(hypervisor.permission(machine(id), operation)).toEqual({
            allowed: false,
            reason: capability.reason,
          });
          await expect(hypervisor[operation](id, by)).rejects.toMatchObject({
            failure: { code: 'unsupported', cause: capability.reason },
          });
        }
      });
    });

    describe('creating and deleting', () => {
      it('makes a machine that is off, with what was asked for', async () => {
        const id = await define('Übungsrechner 東京, -daemonize "x"');
        expect(machine(id)).toMatchObject({ state: 'shutoff', job: null, failure: null, presence: null });
        expect(machine(id).definition.name).toBe('Übungsrechner 東京, -daemonize "x"');
        const { memoryBytes, cpus } = hypervisor.facts.summary(machine(id));
        expect(subject.request).toMatchObject({ memory: memoryBytes, cpus });
      });

      it('refuses a bad value by its field, and makes nothing', async () => {
        expect(subject.badRequests.length).toBeGreaterThan(0);
        for (const { request, field } of subject.badRequests) {
          await expect(hypervisor.define(driver.id, 'bad', request, by)).rejects.toMatchObject({
            failure: { field },
          });
        }
        expect(hypervisor.list()).toEqual([]);
      });

      it('refuses a name that is taken, and leaves its owner alone', async () => {
        const id = await define('web');
        await expect(define('web')).rejects.toMatchObject({ failure: { code: 'name-taken' } });
        expect(hypervisor.list().map((one) => one.id)).toEqual([id]);
      });

      it('puts a deleted machine into the bin with all that belongs to it, and its name is free again', async () => {
        const id = await define('web');
        const kept = await hypervisor.belongings(id);
        await hypervisor.undefine(id, by);
        expect(hypervisor.list()).toEqual([]);
        expect(hypervisor.bin.list()).toMatchObject([{ driver: driver.id, definition: { id, name: 'web' } }]);
        for (const path of filesIn(kept)) expect(existsSync(path)).toBe(true);
        expect(await hypervisor.belongings(id)).toEqual(kept);
        await define('web');
      });

      it('puts it back as it was, under another name where its own is taken, and it starts', async () => {
        const id = await define('web');
        const { definition } = machine(id);
        await hypervisor.undefine(id, by);
        await hypervisor.bin.recover(id, by);
        expect(machine(id)).toMatchObject({ definition, state: 'shutoff', job: null, failure: null });
        await hypervisor.undefine(id, by);
        await define('web');
        await hypervisor.bin.recover(id, by);
        expect(machine(id).definition.name).toBe('web 2');
        expect(hypervisor.bin.list()).toEqual([]);
        await hypervisor.start(id, by);
        expect(stateOf(id)).toBe('running');
      });

      it('changes a machine that is off, for good', async () => {
        const id = await define('web');
        const hardware = hypervisor.facts.hardware(machine(id)) as {
          readonly memory: number;
          readonly cpus: number;
        };
        const wanted = { ...hardware, memory: hardware.memory + 16 * 1024 * 1024, cpus: 2 };
        const change = {
          name: 'site',
          description: 'Serves the shop.',
          tags: ['prod'],
          autostart: { delay: 5, order: 0, when: 'always' as const },
          hardware: wanted,
        };
        await hypervisor.redefine(id, change, by);
        expect(machine(id).definition).toMatchObject({
          name: 'site',
          description: 'Serves the shop.',
          tags: ['prod'],
        });
        expect(hypervisor.facts.summary(machine(id))).toMatchObject({ memoryBytes: wanted.memory, cpus: 2 });
        expect(hypervisor.facts.pending(machine(id))).toEqual([]);
        await hypervisor.start(id, by);
        expect(stateOf(id)).toBe('running');
      });

      it('changes one that runs, and says what comes with its next start only', async () => {
        const id = await started();
        const hardware = hypervisor.facts.hardware(machine(id)) as {
          readonly memory: number;
          readonly cpus: number;
        };
        const { name, description, tags } = machine(id).definition;
        const wanted = { ...hardware, cpus: 2 };
        await hypervisor.redefine(id, { name, description, tags, autostart: null, hardware: wanted }, by);
        expect(stateOf(id)).toBe('running');
        const isLive = hypervisor.facts.live(machine(id)).includes('cpus');
        expect(hypervisor.facts.pending(machine(id))).toEqual(isLive ? [] : ['cpus']);
        await hypervisor.destroy(id, by);
        await hypervisor.start(id, by);
        expect(hypervisor.facts.pending(machine(id))).toEqual([]);
      });

      it('refuses a change that can’t be met, and changes nothing', async () => {
        const id = await define('web');
        await define('taken');
        const before = machine(id).definition;
        const { name, description, tags } = before;
        const hardware = hypervisor.facts.hardware(machine(id)) as { readonly memory: number };
        const refused: readonly (readonly [object, object])[] = [
          [{ name: 'taken' }, { code: 'name-taken' }],
          [{ name: '-rf' }, { code: 'name-invalid' }],
          [{ hardware: { ...hardware, memory: -1 } }, { code: 'argument-invalid', field: 'hardware.memory' }],
        ];
        for (const [change, failure] of refused) {
          await expect(
            hypervisor.redefine(id, { name, description, tags, autostart: null, hardware, ...change }, by),
          ).rejects.toMatchObject({ failure });
        }
        expect(machine(id).definition).toEqual(before);
      });

      if (snapshots === 'of none') {
        it('takes no snapshot, and says why not', async () => {
          const id = await define('web');
          const capability = hypervisor.snapshots.canTake(machine(id));
          expect(capability.able ? '' : capability.reason).toMatch(/\S/);
          await expect(hypervisor.snapshots.take(id, 'fresh', '', by)).rejects.toMatchObject({
            failure: { code: 'unsupported' },
          });
          expect(machine(id).definition.snapshots).toEqual([]);
        });
      }

      if (snapshots === 'of machines that are off') {
        it('takes snapshots of a machine that is off and goes back to them; of one that runs it says why not', async () => {
          const id = await define('web');
          await hypervisor.snapshots.take(id, 'fresh', 'Nothing in it yet.', by);
          const [fresh] = machine(id).definition.snapshots;
          expect(fresh).toMatchObject({ name: 'fresh', note: 'Nothing in it yet.', withMemory: false });
          await hypervisor.start(id, by);
          const capability = hypervisor.snapshots.canTake(machine(id));
          expect(capability.able ? '' : capability.reason).toMatch(/\S/);
          await expect(hypervisor.snapshots.take(id, 'running', '', by)).rejects.toMatchObject({
            failure: { code: 'unsupported' },
          });
          await hypervisor.snapshots.revert(id, fresh?.id ?? '', by);
          expect(machine(id)).toMatchObject({
            state: 'shutoff',
            job: null,
            definition: { snapshot: fresh?.id },
          });
          await hypervisor.start(id, by);
          await hypervisor.destroy(id, by);
          await hypervisor.snapshots.take(id, 'second', '', by);
          expect(machine(id).definition.snapshots[1]).toMatchObject({ name: 'second', parent: fresh?.id });
          await hypervisor.snapshots.delete(id, fresh?.id ?? '', by);
          expect(machine(id).definition.snapshots).toMatchObject([{ name: 'second', parent: null }]);
          await expect(hypervisor.snapshots.revert(id, fresh?.id ?? '', by)).rejects.toMatchObject({
            failure: { code: 'argument-invalid' },
          });
        });
      }

      when(
        snapshots === 'of all machines, without memory',
        'takes snapshots of a machine that is off and of one that runs, and goes back to either: it is off then',
        async () => {
          const id = await define('web');
          await hypervisor.snapshots.take(id, 'fresh', 'Nothing in it yet.', by);
          await hypervisor.start(id, by);
          await hypervisor.snapshots.take(id, 'running', '', by);
          expect(stateOf(id)).toBe('running');
          const [fresh, running] = machine(id).definition.snapshots;
          expect(fresh).toMatchObject({ name: 'fresh', parent: null, withMemory: false });
          expect(running).toMatchObject({ name: 'running', parent: fresh?.id, withMemory: false });
          for (const snapshot of [fresh, running]) {
            await hypervisor.snapshots.revert(id, snapshot?.id ?? '', by);
            expect(machine(id)).toMatchObject({
              state: 'shutoff',
              definition: { snapshot: snapshot?.id },
            });
            await hypervisor.start(id, by);
          }
          await hypervisor.snapshots.delete(id, fresh?.id ?? '', by);
          expect(machine(id).definition.snapshots).toMatchObject([{ name: 'running', parent: null }]);
        },
      );

      when(
        snapshots === 'of all machines',
        'takes snapshots of a machine that is off and of one that runs, and goes back to either',
        async () => {
          const id = await define('web');
          await hypervisor.snapshots.take(id, 'fresh', 'Nothing in it yet.', by);
          await hypervisor.start(id, by);
          await hypervisor.snapshots.take(id, 'running', '', by);
          expect(stateOf(id)).toBe('running');
          const [fresh, running] = machine(id).definition.snapshots;
          expect(fresh).toMatchObject({
            name: 'fresh',
            note: 'Nothing in it yet.',
            parent: null,
            withMemory: false,
          });
          expect(running).toMatchObject({ name: 'running', parent: fresh?.id, withMemory: true });
          await hypervisor.snapshots.revert(id, fresh?.id ?? '', by);
          expect(machine(id)).toMatchObject({ state: 'shutoff', definition: { snapshot: fresh?.id } });
          await hypervisor.snapshots.revert(id, running?.id ?? '', by);
          expect(machine(id)).toMatchObject({
            state: 'running',
            job: null,
            definition: { snapshot: running?.id },
          });
          await hypervisor.snapshots.delete(id, fresh?.id ?? '', by);
          expect(machine(id).definition.snapshots).toMatchObject([{ name: 'running', parent: null }]);
          await expect(hypervisor.snapshots.revert(id, fresh?.id ?? '', by)).rejects.toMatchObject({
            failure: { code: 'argument-invalid' },
          });
        },
      );

      when(
        can('clone'),
        'copies a machine that is off, with files of its own, and refuses to copy one that runs',
        async () => {
          const id = await define('web');
          const copy = await hypervisor.clone(id, 'web 2', by);
          expect(machine(copy)).toMatchObject({ state: 'shutoff', job: null, failure: null });
          const paths = new Set((await hypervisor.belongings(id)).map(({ path }) => path));
          for (const { path } of await hypervisor.belongings(copy)) expect(paths.has(path)).toBe(false);
          await expect(hypervisor.clone(id, 'web', by)).rejects.toMatchObject({
            failure: { code: 'name-taken' },
          });
          await hypervisor.start(id, by);
          await hypervisor.start(copy, by);
          expect([stateOf(id), stateOf(copy)]).toEqual(['running', 'running']);
          await expect(hypervisor.clone(id, 'third', by)).rejects.toMatchObject({
            failure: { code: 'wrong-state' },
          });
          expect(hypervisor.list().map(({ definition }) => definition.name)).toEqual(['web', 'web 2']);
        },
      );

      it('deletes it for good with all that was said to belong to it', async () => {
        const id = await define('web');
        const lost = await hypervisor.belongings(id);
        await hypervisor.undefine(id, by);
        await hypervisor.bin.purge(id, by);
        expect(hypervisor.bin.list()).toEqual([]);
        for (const path of filesIn(lost)) expect(existsSync(path)).toBe(false);
        expect((await subject.leftOver?.()) ?? []).toEqual([]);
        expect(await hypervisor.belongings(id).catch(() => [])).toEqual([]);
        await expect(hypervisor.bin.recover(id, by)).rejects.toMatchObject({
          failure: { code: 'machine-not-found' },
        });
      });
    });

    describe('the life of a machine', () => {
      when(can('suspend', 'resume'), 'starts, pauses, goes on, is forced off and starts again', async () => {
        const before = Date.now();
        const id = await started();
        expect(stateOf(id)).toBe('running');
        expect(machine(id).presence?.startedAt).toBeGreaterThanOrEqual(before - 1000);
        await hypervisor.suspend(id, by);
        expect(stateOf(id)).toBe('paused');
        await hypervisor.resume(id, by);
        expect(stateOf(id)).toBe('running');
        await hypervisor.destroy(id, by);
        expect(machine(id)).toMatchObject({ state: 'shutoff', presence: null });
        await hypervisor.start(id, by);
        expect(stateOf(id)).toBe('running');
      });

      when(can('shutdown'), 'shuts down when its guest listens', async () => {
        const { id } = await booted();
        await hypervisor.shutdown(id, by);
        expect(machine(id)).toMatchObject({ state: 'shutoff', failure: null, presence: null });
      });

      when(
        can('save'),
        'is saved with its memory, goes on from there at its next start, or is thrown away',
        async () => {
          const { id, console: shell } = await booted();
          shell.run('echo before""hand');
          await shell.sees(/beforehand/, subject.limit);
          await hypervisor.save(id, by);
          expect(machine(id)).toMatchObject({ state: 'saved', job: null, failure: null, presence: null });
          await hypervisor.start(id, by);
          expect(machine(id)).toMatchObject({ state: 'running', job: null, failure: null });
          await hypervisor.save(id, by);
          await hypervisor.undefine(id, by);
          await hypervisor.bin.recover(id, by);
          expect(stateOf(id), 'back from the bin').toBe('saved');
          await hypervisor.destroy(id, by);
          expect(stateOf(id)).toBe('shutoff');
          await hypervisor.start(id, by);
          expect(stateOf(id)).toBe('running');
        },
      );

      it('is off when its guest powers itself off, though nobody asked Paddock', async () => {
        const { id, console: shell } = await booted();
        shell.run(subject.powerOff);
        await eventually(() => stateOf(id) === 'shutoff', 'the machine is off');
        expect(machine(id)).toMatchObject({ job: null, failure: null, presence: null });
        await hypervisor.start(id, by);
      });

      for (const operation of (['reboot', 'reset'] as const).filter((one) => can(one))) {
        if (text.kind === 'a line') {
          it(`boots anew after a ${operation}, with its console connected`, async () => {
            const { id, console: shell } = await booted();
            shell.run('echo before""hand');
            await shell.sees(/beforehand/, subject.limit);
            await hypervisor[operation](id, by);
            expect(stateOf(id)).toBe('running');
            await shell.sees(text.boots, subject.limit);
            await shell.sees(subject.prompt, subject.limit);
          });
          continue;
        }
        it(`runs anew after a ${operation}: shells end, and another can be had`, async () => {
          const { id, console: shell } = await booted();
          await hypervisor[operation](id, by);
          await shell.ends(subject.limit);
          expect(machine(id)).toMatchObject({ state: 'running', job: null, failure: null });
          const another = await console(id);
          await another.sees(subject.prompt, subject.limit);
        });
      }

      it('tells each change in its order, and each operation once with who asked', async () => {
        const id = await started();
        await hypervisor.destroy(id, 'tray');
        await hypervisor.undefine(id, 'command line');
        await eventually(() => records.length === 4, 'all is recorded');
        expect(
          records.map((one) => `${one.operation} by ${one.by}: ${one.failure?.message ?? 'done'}`),
        ).toEqual([
          'define by window: done',
          'start by window: done',
          'destroy by tray: done',
          'undefine by command line: done',
        ]);
        const states = events.flatMap((event) =>
          event.kind === 'removed' ? ['gone'] : [event.snapshot.state],
        );
        expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
          'shutoff',
          'running',
          'shutoff',
          'gone',
        ]);
        const versions = events.flatMap((event) =>
          event.kind === 'removed' ? [] : [event.snapshot.version],
        );
        expect(versions).toEqual([...versions].sort((a, b) => a - b));
      });
    });

    describe('what does not fit', () => {
      const REFUSED: Readonly<
        Record<
          'shutoff' | 'running' | 'paused',
          readonly Extract<
            MachineOperation,
            'start' | 'suspend' | 'resume' | 'save' | 'shutdown' | 'destroy' | 'reboot' | 'reset' | 'undefine'
          >[]
        >
      > = {
        shutoff: ['suspend', 'resume', 'save', 'shutdown', 'reboot', 'reset'],
        running: ['start', 'resume', 'undefine'],
        paused: ['start', 'suspend', 'shutdown', 'reboot', 'undefine'],
      };

      it('is refused in each state with a sentence, and changes nothing', async () => {
        const id = await define();
        const check = async (state: keyof typeof REFUSED): Promise<void> => {
          expect(stateOf(id)).toBe(state);
          for (const operation of REFUSED[state]) {
            await expect(hypervisor[operation](id, by), `${operation} while ${state}`).rejects.toMatchObject({
              failure: { code: driver.capabilities[operation].able ? 'wrong-state' : 'unsupported' },
            });
          }
          expect(stateOf(id)).toBe(state);
        };
        await check('shutoff');
        await hypervisor.start(id, by);
        await check('running');
        if (!can('suspend')) return;
        await hypervisor.suspend(id, by);
        await check('paused');
      });

      it('is refused while another change runs, with that one’s name', async () => {
        const id = await define();
        const begun = onceBusy(id);
        const starting = hypervisor.start(id, by);
        await begun;
        await expect(hypervisor.redefine(id, { description: 'late' }, by)).rejects.toMatchObject({
          failure: { code: 'busy', cause: expect.stringContaining('start') },
        });
        await starting;
        expect(stateOf(id)).toBe('running');
      });

      it('never keeps a machine from being forced off: not a start that is under way', async () => {
        const id = await define();
        const begun = onceBusy(id);
        const starting = hypervisor.start(id, by).then(
          () => 'started',
          (error: { readonly code?: string }) => error.code,
        );
        await begun;
        await hypervisor.destroy(id, by);
        expect(['started', 'cancelled']).toContain(await starting);
        expect(machine(id)).toMatchObject({ state: 'shutoff', job: null, presence: null });
        await hypervisor.start(id, by);
        expect(stateOf(id)).toBe('running');
      });

      it('is harmless where it was done already: forcing off what is off', async () => {
        const id = await define();
        await hypervisor.destroy(id, by);
        expect(stateOf(id)).toBe('shutoff');
      });
    });

    describe('consoles', () => {
      it('take a command and show its answer', async () => {
        const { console: shell } = await booted();
        shell.run('echo con""formance');
        await shell.sees(/conformance/, subject.limit);
      });

      if (text.kind === 'a line') {
        it('show to one who comes late what the guest wrote before', async () => {
          const { id, console: early } = await booted();
          early.close();
          const late = await console(id);
          expect(late.seen).toMatch(text.boots);
          late.run('echo still""here');
          await late.sees(/stillhere/, subject.limit);
        });
      } else {
        it('are shells of their own, several at once', async () => {
          const { id, console: one } = await booted();
          const other = await console(id);
          await other.sees(subject.prompt, subject.limit);
          one.run('mine=a""b; echo "<$mine>"');
          await one.sees(/<ab>/, subject.limit);
          other.run('echo "<$mine>"');
          await other.sees(/<>/, subject.limit);
        });
      }

      it('end with their machine', async () => {
        const { id, console: shell } = await booted();
        await hypervisor.destroy(id, by);
        await shell.ends(subject.limit);
      });

      it('are refused where there is none, or the machine is off', async () => {
        const id = await define();
        const line = await at(id, 'text');
        await expect(hypervisor.openText(id, line)).rejects.toMatchObject({
          failure: { code: 'wrong-state' },
        });
        await hypervisor.start(id, by);
        await expect(hypervisor.openText(id, 'no-such')).rejects.toMatchObject({
          failure: { code: 'argument-invalid' },
        });
      });

      when(display === 'a screen', 'show the machine’s screen as VNC, to several at once', async () => {
        const { id } = await booted();
        const display = await at(id, 'display');
        const viewers = await Promise.all(
          [1, 2].map(async () => RfbClient.connect(await hypervisor.openDisplay(id, display))),
        );
        for (const viewer of viewers) {
          expect(viewer.version).toBe('RFB 003.008\n');
          expect(await viewer.update(false)).toBe(viewer.width * viewer.height);
          expect(viewer.lit).toBeGreaterThan(0);
        }
      });
    });

    it(`keeps its ${keeps}`, () => {
      expect(driver.persistent).toBe(keeps === 'machines on disk');
    });

    if (keeps === 'machines in memory') return;

    describe('when the app is closed and opened again', () => {
      it('still has what it keeps: the machine that runs runs on, the one that is off is there', async () => {
        const { id, console: shell } = await booted();
        const off = await define('other');
        const { pid } = (await runningAs(id)).presence ?? {};
        shell.run('echo left""behind > /marker');
        await shell.sees(subject.prompt, subject.limit);
        shell.close();
        await hypervisor.close();
        await open();
        expect(machine(id)).toMatchObject({ state: 'running', presence: { pid } });
        expect(stateOf(off)).toBe('shutoff');
        const again = await console(id);
        if (text.kind === 'a shell') await again.sees(subject.prompt, subject.limit);
        again.run('cat /marker');
        await again.sees(/leftbehind/, subject.limit);
      });

      it('finds one that ended meanwhile off', async () => {
        const seen = await runningAs(await started());
        const { id } = seen;
        await hypervisor.close();
        await (subject.endBehindBack ?? killProcess)(seen);
        await open();
        expect(['shutoff', 'crashed']).toContain(stateOf(id));
        await hypervisor.start(id, by);
        expect(stateOf(id)).toBe('running');
      });

      when(can('suspend', 'resume'), 'finds a paused machine paused', async () => {
        const id = await started();
        await hypervisor.suspend(id, by);
        await hypervisor.close();
        await open();
        expect(stateOf(id)).toBe('paused');
        await hypervisor.resume(id, by);
        expect(stateOf(id)).toBe('running');
      });

      when(can('save'), 'finds a saved machine saved', async () => {
        const id = await started();
        await hypervisor.save(id, by);
        await hypervisor.close();
        await open();
        expect(stateOf(id)).toBe('saved');
      });
    });
  });
}
