import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { PaddockError } from '../../domains/failure';
import type { ProgramOutput } from '../../domains/program-output';
import { bytesBelow } from '../bytes-below';
import type { Belonging, Usage } from '../driver';
import { plainNameFor } from '../foreign-names';
import { runInside } from '../inside-command';
import { runProgram, type ProgramResult } from '../program';
import { planned, whatWasAsked, type OpenvzConfig, type OpenvzRequest } from './config';
import { openvzFailure, prlctlFailure } from './errors';
import type { PrlctlHost } from './host';
import { snapshotGone } from './lost-containers';
import { checkCanChange, prlctlChanges } from './prlctl-changes';
import { parseContainers, type ListedContainer } from './prlctl-listing';
import type { Seen, Shell, Taken, Tools, Work } from './tools';

const QUICK_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 300_000;
/** How long one listing answers all that is asked for at once, in ms. */
const FRESH_MS = 300;
/** How long a state that passes is waited for, in ms. */
const SETTLE = { limitMs: 10_000, everyMs: 100 } as const;

interface RunOptions extends Work {
  /** What is tried, for the sentence of its failure. */
  readonly doing: string;
  /** In ms; null for work that takes as long as it does. */
  readonly limitMs?: number | null;
}

/** The containers of OpenVZ 7, by prlctl(8). What its containers are called is a UUID; their files are in image files always. */
export class PrlctlTools implements Tools {
  readonly asksAllAtOnce = true;
  #listing: { readonly at: number; readonly containers: Promise<readonly ListedContainer[]> } | null = null;

  /** Those that were listed last. */
  #names: ReadonlySet<string> = new Set();

  constructor(private readonly host: PrlctlHost) {}

  // --- what is there ---

  async all(): Promise<readonly string[]> {
    return (await this.#list()).map(({ config }) => config.ctid);
  }

  /** prlctl lists a container once it is whole. */
  async busy(): Promise<ReadonlySet<string>> {
    return new Set();
  }

  async read(ctid: string): Promise<OpenvzConfig | null> {
    return (await this.#find(ctid))?.config ?? null;
  }

  async seenAll(): Promise<{
    readonly seen: ReadonlyMap<string, Seen>;
    readonly unreadable: readonly string[];
  }> {
    const seen = new Map<string, Seen>();
    for (const { config } of await this.#list()) {
      const one = await this.seen(config.ctid);
      if (one) seen.set(config.ctid, one);
    }
    return { seen, unreadable: [] };
  }

  async seen(ctid: string): Promise<Seen | null> {
    for (const end = Date.now() + SETTLE.limitMs; ;) {
      const one = await this.#find(ctid);
      if (!one) return null;
      const state = stateOf(one.state);
      if (state !== null) {
        const { startedAt, addresses } = one;
        const isOn = state === 'running' || state === 'paused';
        return {
          state,
          pid: null,
          startedAt: isOn ? startedAt : null,
          addresses: isOn ? addresses : [],
          isMounted: isOn || one.state === 'mounted',
        };
      }
      if (Date.now() > end) throw stillPassing(one.state);
      await new Promise((resolve) => setTimeout(resolve, SETTLE.everyMs));
      this.#listing = null;
    }
  }

  async #find(ctid: string): Promise<ListedContainer | undefined> {
    return (await this.#list()).find(({ config }) => config.ctid === ctid);
  }

  /** All containers; one question for all that ask within a moment. */
  #list(): Promise<readonly ListedContainer[]> {
    const now = Date.now();
    if (!this.#listing || now - this.#listing.at > FRESH_MS) {
      this.#listing = { at: now, containers: this.#ask() };
      this.#listing.containers.catch(() => (this.#listing = null));
    }
    return this.#listing.containers;
  }

  async #ask(): Promise<readonly ListedContainer[]> {
    const command = [this.host.prlctl, 'list', '-a', '-i', '-f', '-j', '--vmtype', 'ct'];
    const result = await runProgram(command, { limitMs: QUICK_LIMIT_MS });
    if (result.exitCode !== 0) throw prlctlFailure('list the containers', result);
    try {
      const containers = parseContainers(result.stdout, this.host.folder, Date.now());
      this.#names = new Set(containers.flatMap(({ config }) => config.name ?? []));
      return containers;
    } catch {
      throw openvzFailure('list the containers: what prlctl printed can’t be read', result);
    }
  }

  /** prlctl tells none of it in a form that is for programs. */
  async usage(): Promise<ReadonlyMap<string, Usage>> {
    return new Map();
  }

  // --- making and changing ---

  async plan(_id: unknown, name: string, request: OpenvzRequest, taken: Taken): Promise<OpenvzConfig> {
    if (request.layout === 'simfs') throw imagesAlone();
    return planned(request, {
      ctid: randomUUID(),
      folder: this.host.folder,
      name: await this.freeName(name, taken),
      layout: 'ploop',
      cpus: request.cpus,
    });
  }

  async create(config: OpenvzConfig, request: OpenvzRequest, work: Work): Promise<OpenvzConfig> {
    const { ctid, name } = config;
    work.report?.('Unpacking the OS template');
    try {
      const args = [name ?? ctid, '--ostemplate', request.template, '--vmtype', 'ct', '--uuid', ctid];
      await this.#run('create', args, { doing: 'make the container', limitMs: null, ...work });
      work.report?.('Setting its limits');
      const made = await this.#readBack(ctid);
      const asked = { ...config, memory: config.memory ?? made.memory }; // which each has
      await this.change(made, whatWasAsked(made, asked), work);
      return await this.#readBack(ctid);
    } catch (error) {
      // The identity is Paddock's own, so that what has it is as well.
      if (await this.#find(ctid).catch(() => undefined)) await this.#undo(ctid);
      throw error;
    }
  }

  async #readBack(ctid: string): Promise<OpenvzConfig> {
    this.#listing = null;
    const config = await this.read(ctid);
    if (config === null) throw new Error(`prlctl does not list container ${ctid}`);
    return config;
  }

  /** One call for what is said of the container itself, and one for each device, as prlctl wants it. */
  async change(from: OpenvzConfig, to: OpenvzConfig, work: Work): Promise<void> {
    checkCanChange(from, to);
    const devices = (await this.#find(to.ctid))?.devices ?? new Map<string, string>();
    const steps = prlctlChanges(from, to, devices);
    for (const [index, args] of steps.entries()) {
      try {
        await this.#run('set', [to.ctid, ...args], { doing: 'change the container', ...work });
      } catch (error) {
        if (index > 0) await this.#changeBack(from);
        throw error;
      }
    }
  }

  /** Undoes what was done of a change that failed half way. */
  async #changeBack(from: OpenvzConfig): Promise<void> {
    this.#listing = null;
    const now = await this.#find(from.ctid);
    for (const args of now ? prlctlChanges(now.config, from, now.devices) : []) {
      await this.#run('set', [from.ctid, ...args], { doing: 'undo the change' }).catch(() => undefined);
    }
  }

  async freeName(name: string, taken: Taken): Promise<string> {
    const names = new Set([...(await this.#list()).map(({ config }) => config.name), ...taken.names]);
    return plainNameFor(name, (candidate) => names.has(candidate));
  }

  async rename({ ctid }: OpenvzConfig, name: string, work: Work): Promise<void> {
    await this.#run('set', [ctid, '--name', name], { doing: 'rename the container', ...work });
  }

  /** prlctl gives a copy its UUID itself: the one of the plan stands for it until then. */
  async planCopy(source: OpenvzConfig, name: string, taken: Taken): Promise<OpenvzConfig> {
    // Asked for while the source is locked: what was listed last must do, and prlctl refuses a name that is taken.
    const names = new Set([...this.#names, ...taken.names]);
    const free = plainNameFor(name, (candidate) => names.has(candidate));
    return { ...source, ctid: randomUUID(), name: free, mark: null, addresses: [] };
  }

  async copy(source: OpenvzConfig, copy: OpenvzConfig, work: Work): Promise<OpenvzConfig> {
    const name = copy.name ?? copy.ctid;
    work.report?.('Copying its files');
    // Whatever has the name already is another tool's.
    this.#listing = null;
    const before = new Set(await this.all());
    const made = async (): Promise<OpenvzConfig | undefined> => {
      this.#listing = null;
      const listed = await this.#list();
      return listed.find(({ config }) => config.name === name && !before.has(config.ctid))?.config;
    };
    try {
      const options = { doing: 'copy the container', limitMs: null, ...work };
      await this.#run('clone', [source.ctid, '--name', name], options);
      const config = await made();
      if (!config) throw new Error(`prlctl does not list the copy ${name}`);
      await this.change(config, { ...config, addresses: [] }, work);
      return await this.#readBack(config.ctid);
    } catch (error) {
      const half = await made().catch(() => undefined);
      if (half) await this.#undo(half.ctid);
      throw error;
    }
  }

  /** Deletes what was not made to its end. What failed before is what is told: one that is left shows itself in the list. */
  async #undo(ctid: string): Promise<void> {
    const options = { doing: 'delete the container', limitMs: null };
    await this.#run('delete', [ctid, '--force'], options).catch(() => undefined);
  }

  // --- deleting ---

  async remove({ ctid }: OpenvzConfig): Promise<void> {
    if (!(await this.#find(ctid))) return;
    await this.#run('delete', [ctid], { doing: 'delete the container', limitMs: null });
  }

  async belongings({ ctid }: OpenvzConfig): Promise<readonly Belonging[]> {
    const home = (await this.#find(ctid))?.home ?? '';
    return existsSync(home) ? [{ path: home, bytes: await bytesBelow(home) }] : [];
  }

  // --- its life ---

  async start({ ctid }: OpenvzConfig, work: Work): Promise<void> {
    const isSaved = (await this.seen(ctid))?.state === 'saved';
    await this.#run(isSaved ? 'resume' : 'start', [ctid], {
      doing: 'start the container',
      limitMs: STOP_LIMIT_MS,
      ...work,
    });
  }

  async stop({ ctid }: OpenvzConfig, work: Work): Promise<void> {
    await this.#run('stop', [ctid], { doing: 'shut the container down', limitMs: STOP_LIMIT_MS, ...work });
  }

  async kill({ ctid }: OpenvzConfig): Promise<void> {
    this.#listing = null;
    if ((await this.#find(ctid))?.state === 'stopped') return;
    await this.#run('stop', [ctid, '--kill'], { doing: 'force the container off', limitMs: STOP_LIMIT_MS });
  }

  async restart({ ctid }: OpenvzConfig, work: Work): Promise<void> {
    await this.#run('restart', [ctid], { doing: 'restart the container', limitMs: STOP_LIMIT_MS, ...work });
  }

  async pause({ ctid }: OpenvzConfig, work: Work): Promise<void> {
    await this.#run('pause', [ctid], { doing: 'pause the container', ...work });
  }

  async unpause({ ctid }: OpenvzConfig, work: Work): Promise<void> {
    await this.#run('resume', [ctid], { doing: 'resume the container', ...work });
  }

  async save({ ctid }: OpenvzConfig, work: Work): Promise<void> {
    await this.#run('suspend', [ctid], { doing: 'save the container', limitMs: null, ...work });
  }

  /** A suspended container that is forced off is stopped, without what was saved. */
  async forget(config: OpenvzConfig): Promise<void> {
    await this.kill(config);
  }

  async mount({ ctid }: OpenvzConfig, work: Work): Promise<void> {
    await this.#run('mount', [ctid], { doing: 'mount the container’s files', ...work });
  }

  async unmount({ ctid }: OpenvzConfig, work: Work): Promise<void> {
    if ((await this.#find(ctid))?.state !== 'mounted') return;
    await this.#run('umount', [ctid], { doing: 'unmount the container’s files', ...work });
  }

  // --- snapshots: prlctl makes up their identities; which is Paddock's stands in their description ---

  async takeSnapshot({ ctid }: OpenvzConfig, identity: string, name: string, work: Work): Promise<void> {
    const args = [ctid, '--name', name, '--description', `${MARK}${identity}`];
    await this.#run('snapshot', args, { doing: 'take the snapshot', limitMs: null, ...work });
  }

  async hasSnapshot({ ctid }: OpenvzConfig, identity: string): Promise<boolean> {
    return (await this.#snapshotOf(ctid, identity)) !== null;
  }

  async revert({ ctid }: OpenvzConfig, identity: string, work: Work): Promise<void> {
    const id = await this.#snapshotOf(ctid, identity);
    if (id === null) throw snapshotGone(ctid, identity);
    await this.#run('snapshot-switch', [ctid, '--id', id], {
      doing: 'go back to the snapshot',
      limitMs: null,
      ...work,
    });
  }

  async dropSnapshot({ ctid }: OpenvzConfig, identity: string, work: Work): Promise<void> {
    const id = await this.#snapshotOf(ctid, identity);
    if (id === null) return;
    await this.#run('snapshot-delete', [ctid, '--id', id], {
      doing: 'delete the snapshot',
      limitMs: null,
      ...work,
    });
  }

  async #snapshotOf(ctid: string, identity: string): Promise<string | null> {
    const listed = await this.#run('snapshot-list', [ctid, '-H'], { doing: 'list the snapshots' });
    for (const line of listed.stdout.split('\n')) {
      const id = /\*?(\{[0-9a-f-]{36}\})\s*$/i.exec(line)?.[1];
      if (id === undefined) continue;
      const { stdout } = await this.#run('snapshot-list', [ctid, '--id', id], {
        doing: 'look at a snapshot',
      });
      if (stdout.includes(`${MARK}${identity}`)) return id;
    }
    return null;
  }

  // --- inside ---

  shell({ ctid }: OpenvzConfig): Shell {
    return { file: this.host.prlctl, args: ['enter', ctid] };
  }

  console({ ctid }: OpenvzConfig): Shell {
    return { file: this.host.prlctl, args: ['console', ctid] };
  }

  exec({ ctid }: OpenvzConfig, command: string, { signal }: Work): Promise<ProgramOutput> {
    return runInside([this.host.prlctl, 'exec', ctid], command, signal);
  }

  startCommand({ ctid }: OpenvzConfig): readonly string[] {
    return [this.host.prlctl, 'start', ctid];
  }

  /** Throws what its words mean (`prlctlFailure`), `program-missing`, `timeout`, or the signal's reason. */
  async #run(command: string, args: readonly string[], options: RunOptions): Promise<ProgramResult> {
    const { doing, limitMs = QUICK_LIMIT_MS, signal } = options;
    try {
      const result = await runProgram([this.host.prlctl, command, ...args], {
        limitMs,
        signal,
        withChildren: true,
        leavesProcesses: true,
      });
      if (result.exitCode === 0) return result;
      throw prlctlFailure(doing, result);
    } finally {
      this.#listing = null;
    }
  }
}

/** What stands before a snapshot’s identity in its description. */
const MARK = 'Paddock ';

/** Null for a state that passes, or that is none. */
function stateOf(state: string): Seen['state'] | null {
  switch (state) {
    case 'running':
    case 'paused':
      return state;
    case 'suspended':
      return 'saved';
    case 'stopped':
    case 'mounted':
      return 'off';
    default:
      return null;
  }
}

function stillPassing(state: string): PaddockError {
  return new PaddockError({
    code: 'timeout',
    message: `OpenVZ says that the container is ${state}.`,
    cause: 'That did not come to an end.',
    next: 'Look again in a while.',
  });
}

function imagesAlone(): PaddockError {
  return new PaddockError({
    code: 'unsupported',
    message: 'OpenVZ 7 keeps the files of a container in an image file always.',
    next: 'Choose an image file (ploop).',
    field: 'request.layout',
  });
}
