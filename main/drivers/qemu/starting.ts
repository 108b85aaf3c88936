import { PaddockError, toFailure } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { isActive } from '../../domains/state';
import type { StartHow } from '../driver';
import { clearRuntime, runningIn } from './attach';
import { Accompaniment } from './companions';
import type { QemuConfig } from './config';
import { checkFile, checkFolder } from './disks';
import { discardOverlays, withOverlays } from './disposable';
import { checkForwards } from './forwards';
import { settle } from './hotplug/hotplug';
import { namingHolder } from './images/holders';
import { launch, whyItHungUp, type Launch } from './launch';
import type { LiveMachine } from './live-machine';
import * as operations from './operations';
import type { Parts } from './parts';
import { checkSocketPaths } from './paths';
import { notConnected, type Machine } from './running-machines';
import { checkSavable } from './savable';
import { discardSaved, restoreMemory, savedState, saveMemory } from './saved-state';

/** What `launch` is told for a machine that goes on from a memory that it is fed. */
export const AWAITING_MEMORY = ['-incoming', 'defer'] as const;

/** Starting machines, and saving those that are to go on from where they were. */
export class Starting {
  constructor(private readonly parts: Parts) {}

  /** Starts a machine, from where it was saved if it was. Throws what hinders it. */
  async start(machine: Machine, job: Job, how: StartHow): Promise<void> {
    const paths = this.parts.paths(machine.id);
    if (machine.state !== 'saved') {
      await machine.unlocked(() => discardSaved(paths)); // whatever is left there is of another run
      return this.launch(machine, job, how === 'paused' ? ['-S'] : [], { disposable: how === 'disposable' });
    }
    const { value: saved } = await machine.unlocked(() => savedState(paths));
    await this.launch(machine, job, AWAITING_MEMORY, saved ?? {});
    try {
      await this.feed(machine, (live) => restoreMemory(live, paths, saved?.paused ?? false, job));
    } catch (error) {
      // It is saved as before, unless it ran already.
      const { value: left } = await machine.unlocked(() => savedState(paths));
      machine.setState(left ? 'saved' : 'shutoff');
      throw job.cancelled ?? notRestored(error);
    }
  }

  /** Gives a machine that was launched with AWAITING_MEMORY its memory; where that fails, it is off again. */
  async feed(machine: Machine, memory: (live: LiveMachine) => Promise<void>): Promise<void> {
    const live = machine.runtime;
    if (!live) return;
    try {
      await this.parts.running.change(machine, () => memory(live));
      live.stoodStill();
    } catch (error) {
      await machine.unlocked(() => operations.destroy(live, this.parts.limits));
      await this.parts.running.sync(machine, live);
      throw await whyItHungUp(error, 'take the memory that the machine had', this.parts.paths(machine.id));
    }
  }

  /** Saves the memory of a running machine and ends it. Throws `disk-full` and the like; it runs on then. */
  async save(machine: Machine, job: Job): Promise<void> {
    const live = machine.runtime;
    if (!live) throw notConnected();
    const paths = this.parts.paths(machine.id);
    const config = live.config ?? machine.definition.config;
    checkSavable(config);
    await this.parts.running.change(machine, () => saveMemory(live, config, paths, job));
    await this.parts.running.change(machine, () => operations.destroy(live, this.parts.limits));
    if (!isActive(machine.state)) machine.setState('saved');
  }

  /** Runs its QEMU and makes it the machine’s own. `more`: what the command line has besides what the definition says. */
  async launch(
    machine: Machine,
    job: Job,
    more: readonly string[],
    options: { readonly config?: QemuConfig; readonly disposable?: boolean } = {},
  ): Promise<void> {
    const { id, definition } = machine;
    const { config = definition.config, disposable = false } = options;
    const paths = this.parts.paths(id);
    const { fate, value: live } = await machine.unlocked(async () => {
      const { networks, shares } = config;
      checkSocketPaths([
        ...[paths.qmp, paths.vnc, paths.agent, paths.clipboard, ...serialsOf(config).map(paths.serial)],
        ...networks.map(({ id: card }) => paths.passt(card)),
        ...shares.map(({ id: share }) => paths.virtiofs(share)),
      ]);
      await checkFiles(config);
      const found = runningIn(id, paths);
      if (found) throw runsAlready(definition.name, found.pid);
      await checkForwards(config);
      const accelerator = this.parts.installation.accelerator(config);
      await discardOverlays(paths); // of another run
      const used = disposable
        ? await withOverlays(() => this.parts.installation.imageTools(), config, paths, job.signal)
        : config;
      const start: Launch = {
        command: [
          ...(await this.parts.installation.command(id, definition.name, used, accelerator)),
          ...more,
        ],
        accelerator,
        config,
        paths,
        serials: serialsOf(config),
        signal: job.signal,
        limitMs: this.parts.limits.start,
        log: (message) => this.parts.log(message),
      };
      const beside = new Accompaniment(await this.parts.installation.companions(), paths);
      try {
        await beside.start(used);
        const started = await namingHolder(filesOf(config), () => launch(start));
        await settle(started, config).catch(async (error: unknown) => {
          await operations.destroy(started, this.parts.limits);
          throw error;
        });
        return started;
      } catch (error) {
        await beside.end();
        await discardOverlays(paths);
        throw error;
      }
    });
    if (fate === 'gone') {
      await operations.destroy(live, this.parts.limits);
      await clearRuntime(paths);
      await discardOverlays(paths);
      return;
    }
    await this.parts.running.adopt(machine, live);
  }
}

/** The images that a machine with this definition needs, with all that they stand on. */
export function filesOf({ disks, detached }: QemuConfig): readonly string[] {
  return [...disks, ...detached].flatMap(({ path, backing }) => [path, ...backing]);
}

function serialsOf({ serials }: QemuConfig): readonly string[] {
  return serials.map(({ id }) => id);
}

/** Throws for the first file that can't be used, with its field: better than QEMU's words about it. */
async function checkFiles({ boot, disks, cdroms, shares }: QemuConfig): Promise<void> {
  if (boot.kind === 'kernel') {
    await checkFile(boot.kernel, 'config.boot.kernel', 'read');
    if (boot.initrd !== null) await checkFile(boot.initrd, 'config.boot.initrd', 'read');
  }
  for (const [index, { path, backing }] of disks.entries()) {
    const field = `config.disks.${index}.path`;
    await checkFile(path, field, 'read and write');
    for (const below of backing) await checkFile(below, field, 'read');
  }
  for (const [index, { path }] of cdroms.entries()) {
    if (path !== null) await checkFile(path, `config.cdroms.${index}.path`, 'read');
  }
  for (const [index, { path }] of shares.entries()) await checkFolder(path, `config.shares.${index}.path`);
}

function runsAlready(name: string, pid: number): PaddockError {
  return new PaddockError({
    code: 'wrong-state',
    message: `“${name}” runs already, started by another program.`,
    cause: `Process ${pid} is its QEMU.`,
    next: 'Start Paddock again, so that it finds the running machine; or end that process.',
  });
}

function notRestored(error: unknown): PaddockError {
  const { message, cause, detail } = toFailure(error);
  return new PaddockError(
    {
      code: 'program-failed',
      message: 'The machine could not go on from where it was saved.',
      cause: cause === undefined ? message : `${message} ${cause}`,
      next: 'Try again; where that does not help, force it off to throw the saved memory away, and start it anew.',
      remedy: { kind: 'destroy' },
      ...(detail && { detail }),
    },
    { cause: error },
  );
}
