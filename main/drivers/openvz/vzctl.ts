import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DomainId } from '../../domains/definition';
import type { ProgramOutput } from '../../domains/program-output';
import type { Belonging, Usage } from '../driver';
import { runInside } from '../inside-command';
import { unmount, vzctl, vzctlWork } from './commands';
import type { OpenvzConfig, OpenvzRequest } from './config';
import { containersIn, dumpOf, readContainer } from './containers';
import { openvzFailure } from './errors';
import type { VzctlHost } from './host';
import { heldIn, withLock } from './locks';
import { PausedContainers } from './paused';
import type { Seen, Shell, Taken, Tools, Work } from './tools';
import { VzctlMaking } from './vzctl-making';
import { VzctlStates } from './vzctl-states';

const START_LIMIT_MS = 120_000;
/** vzctl itself waits for 120 s where nothing else is set, and then kills. */
const STOP_LIMIT_MS = 300_000;
const LOCK_LIMIT_MS = 120_000;
const NOT_RUNNING = 31;

/** The containers of vzctl 4: on OpenVZ's kernel, or on a plain one, where vzlist sees none that runs. */
export class VzctlTools implements Tools {
  readonly #paused: PausedContainers;
  readonly #states: VzctlStates;
  readonly #making: VzctlMaking;

  /** `work` is a folder for what Paddock has to remember of containers. */
  constructor(
    private readonly host: VzctlHost,
    work: string,
  ) {
    this.#paused = new PausedContainers(join(work, 'paused'));
    this.#states = new VzctlStates(host, this.#paused);
    this.#making = new VzctlMaking(host);
  }

  get asksAllAtOnce(): boolean {
    return this.host.kernel === 'openvz';
  }

  // --- what is there ---

  all(): Promise<readonly string[]> {
    return containersIn(this.host.folder);
  }

  busy(): Promise<ReadonlySet<string>> {
    return heldIn(this.host.locks);
  }

  read(ctid: string): Promise<OpenvzConfig | null> {
    return readContainer(this.host, ctid);
  }

  seenAll(): ReturnType<Tools['seenAll']> {
    return this.#states.seenAll();
  }

  seen(ctid: string): Promise<Seen | null> {
    return this.#states.seen(ctid);
  }

  usage(pids: ReadonlyMap<string, number | null>): Promise<ReadonlyMap<string, Usage>> {
    return this.#states.usage(pids);
  }

  // --- making and changing ---

  plan(_id: DomainId, name: string, request: OpenvzRequest, taken: Taken): Promise<OpenvzConfig> {
    return this.#making.plan(name, request, taken);
  }

  create(config: OpenvzConfig, request: OpenvzRequest, work: Work): Promise<OpenvzConfig> {
    return this.#making.create(config, request, work);
  }

  change(from: OpenvzConfig, to: OpenvzConfig, work: Work): Promise<void> {
    return this.#making.change(from, to, work);
  }

  freeName(name: string, taken: Taken): Promise<string> {
    return this.#making.freeName(name, taken);
  }

  rename(config: OpenvzConfig, name: string, work: Work): Promise<void> {
    return this.#making.rename(config, name, work);
  }

  planCopy(source: OpenvzConfig, name: string, taken: Taken): Promise<OpenvzConfig> {
    return this.#making.planCopy(source, name, taken);
  }

  copy(source: OpenvzConfig, copy: OpenvzConfig, work: Work): Promise<OpenvzConfig> {
    return this.#making.copy(source, copy, work);
  }

  remove(config: OpenvzConfig): Promise<void> {
    return this.#making.remove(config);
  }

  belongings(config: OpenvzConfig): Promise<readonly Belonging[]> {
    return this.#making.belongings(config);
  }

  // --- its life ---

  /** Of a saved one vzctl goes on from there. */
  async start(config: OpenvzConfig, work: Work): Promise<void> {
    await vzctlWork(this.host, 'start', config, {
      doing: 'start the container',
      limitMs: START_LIMIT_MS,
      leavesProcesses: true,
      ...work,
    });
  }

  async stop(config: OpenvzConfig, work: Work): Promise<void> {
    await vzctlWork(this.host, 'stop', config, {
      doing: 'shut the container down',
      limitMs: STOP_LIMIT_MS,
      ...work,
    });
  }

  async kill(config: OpenvzConfig): Promise<void> {
    await vzctlWork(this.host, 'stop', config, {
      doing: 'force the container off',
      args: ['--fast'],
      limitMs: STOP_LIMIT_MS,
    });
    await this.#paused.forget(config.ctid);
  }

  async restart(config: OpenvzConfig, work: Work): Promise<void> {
    await vzctlWork(this.host, 'restart', config, {
      doing: 'restart the container',
      limitMs: STOP_LIMIT_MS + START_LIMIT_MS,
      leavesProcesses: true,
      ...work,
    });
  }

  async pause(config: OpenvzConfig, work: Work): Promise<void> {
    await vzctlWork(this.host, 'chkpnt', config, {
      doing: 'pause the container',
      args: ['--suspend'],
      ...work,
    });
    const seen = await this.seen(config.ctid);
    const frozen = this.#states.isFrozen(config.ctid, seen?.pid ?? null);
    await this.#paused.remember(config.ctid, seen?.startedAt ?? null, frozen);
  }

  async unpause(config: OpenvzConfig, work: Work): Promise<void> {
    await vzctlWork(this.host, 'chkpnt', config, {
      doing: 'resume the container',
      args: ['--resume'],
      ...work,
    });
    await this.#paused.forget(config.ctid);
  }

  async save(config: OpenvzConfig, work: Work): Promise<void> {
    await vzctlWork(this.host, 'suspend', config, { doing: 'save the container', limitMs: null, ...work });
  }

  async forget(config: OpenvzConfig): Promise<void> {
    await withLock(this.host.locks, config.ctid, { limitMs: LOCK_LIMIT_MS }, () =>
      rm(dumpOf(this.host, config.ctid), { recursive: true, force: true }),
    );
  }

  async mount(config: OpenvzConfig, work: Work): Promise<void> {
    await vzctlWork(this.host, 'mount', config, { doing: 'mount the container’s files', ...work });
  }

  unmount(config: OpenvzConfig, work: Work): Promise<void> {
    return unmount(this.host, config, work);
  }

  // --- snapshots ---

  async takeSnapshot(config: OpenvzConfig, identity: string, name: string, work: Work): Promise<void> {
    await vzctlWork(this.host, 'snapshot', config, {
      doing: 'take the snapshot',
      args: ['--id', braced(identity), '--name', name],
      limitMs: null,
      leavesProcesses: true,
      ...work,
    });
  }

  async hasSnapshot(config: OpenvzConfig, identity: string): Promise<boolean> {
    const { stdout } = await vzctl(this.host, 'snapshot-list', config.ctid, {
      doing: 'list the snapshots',
      args: ['-H', '-o', 'uuid'],
    });
    return stdout.split('\n').some((line) => line.trim() === braced(identity));
  }

  async revert(config: OpenvzConfig, identity: string, work: Work): Promise<void> {
    await vzctlWork(this.host, 'snapshot-switch', config, {
      doing: 'go back to the snapshot',
      args: ['--id', braced(identity)],
      limitMs: null,
      leavesProcesses: true,
      ...work,
    });
  }

  async dropSnapshot(config: OpenvzConfig, identity: string, work: Work): Promise<void> {
    await vzctlWork(this.host, 'snapshot-delete', config, {
      doing: 'delete the snapshot',
      args: ['--id', braced(identity)],
      limitMs: null,
      ...work,
    });
  }

  // --- inside ---

  shell({ ctid }: OpenvzConfig): Shell {
    return { file: this.host.vzctl, args: ['--quiet', 'enter', ctid] };
  }

  console({ ctid }: OpenvzConfig): Shell | null {
    return this.host.kernel === 'openvz'
      ? { file: this.host.vzctl, args: ['--quiet', 'console', ctid] }
      : null;
  }

  async exec({ ctid }: OpenvzConfig, command: string, { signal }: Work): Promise<ProgramOutput> {
    const words = [this.host.vzctl, '--quiet', 'exec2', ctid];
    const output = await runInside(words, command, signal);
    if (output.exitCode !== NOT_RUNNING || (await this.seen(ctid))?.state === 'running') return output;
    // It is vzctl's own code then, not the command's.
    const { exitCode, text } = output;
    const end = { command: [...words, command], exitCode, signal: null, output: text };
    throw openvzFailure('run the command', end);
  }

  startCommand({ ctid }: OpenvzConfig): readonly string[] {
    return [this.host.vzctl, 'start', ctid];
  }
}

/** A snapshot's identity as vzctl writes it. */
function braced(identity: string): string {
  return `{${identity}}`;
}
