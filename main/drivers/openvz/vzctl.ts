import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readlink, rm, stat } from 'node:fs/promises';
import { cpus as hostCpus } from 'node:os';
import { basename, join } from 'node:path';
import { PaddockError } from '../../domains/failure';
import { bytesBelow } from '../bytes-below';
import { usageOf } from '../container-usage';
import { findHierarchy, type Hierarchy } from '../control-groups';
import type { Belonging, Usage } from '../driver';
import { plainNameFor } from '../foreign-names';
import { identify, startedAt } from '../process-identity';
import { nameCameBetween } from '../refusals';
import { runProgram } from '../program';
import { PAGE_BYTES } from './amounts';
import { vzctl, vzctlUnless, type RunOptions } from './commands';
import type { Layout, OpenvzConfig, OpenvzRequest } from './config';
import { ConfigFile, readConfigFile, writeConfigFile } from './config-file';
import {
  configFileOf,
  containersIn,
  dumpOf,
  freeCtid,
  isStillSame,
  pidOf,
  privateOf,
  readContainer,
  takenNames,
} from './containers';
import { commandFailed, exitCodeOf, openvzFailure } from './errors';
import type { VzctlHost } from './host';
import { LISTED_FIELDS, parseListing, parseStatus, type Doing, type Listing } from './listing';
import { holderOf, nameOf, withLock } from './locks';
import { changes } from './settings';
import { PausedContainers } from './paused';
import type { Seen, Shell, Taken, Tools, Work } from './tools';
import { usageOnOpenvz } from './usage';

const START_LIMIT_MS = 120_000;
/** vzctl itself waits for 120 s where nothing else is set, and then kills. */
const STOP_LIMIT_MS = 300_000;
const QUICK_LIMIT_MS = 30_000;
const LOCK_LIMIT_MS = 120_000;
/** How many containers are asked about at once. */
const AT_ONCE = 4;
const NOT_MOUNTED = 40;
const EXISTS = 44;

/** The containers of vzctl 4: on OpenVZ's kernel, or on a plain one, where vzlist sees none that runs. */
export class VzctlTools implements Tools {
  readonly #paused: PausedContainers;
  readonly #hierarchy: Hierarchy = findHierarchy();

  /** `work` is a folder for what Paddock has to remember of containers. */
  constructor(
    private readonly host: VzctlHost,
    work: string,
  ) {
    this.#paused = new PausedContainers(join(work, 'paused'));
  }

  get asksAllAtOnce(): boolean {
    return this.host.kernel === 'openvz';
  }

  // --- what is there ---

  all(): Promise<readonly string[]> {
    return containersIn(this.host.folder);
  }

  async isBusy(ctid: string): Promise<boolean> {
    return (await holderOf(this.host.locks, ctid)) !== null;
  }

  read(ctid: string): Promise<OpenvzConfig | null> {
    return readContainer(this.host, ctid);
  }

  async seenAll(): Promise<{
    readonly seen: ReadonlyMap<string, Seen>;
    readonly unreadable: readonly string[];
  }> {
    const { doing, unreadable } = this.host.kernel === 'openvz' ? await this.#list() : await this.#askAll();
    const seen = new Map<string, Seen>();
    for (const [ctid, one] of doing) seen.set(ctid, await this.#seenAs(ctid, one));
    return { seen, unreadable };
  }

  async seen(ctid: string): Promise<Seen | null> {
    if (this.host.kernel === 'openvz') {
      const { doing, unreadable } = await this.#list(ctid);
      const one = doing.get(ctid);
      if (one) return this.#seenAs(ctid, one);
      if (unreadable.includes(ctid)) throw unreadableListing(ctid);
    }
    const asked = await this.#ask(ctid);
    return asked && this.#seenAs(ctid, asked);
  }

  async #list(ctid?: string): Promise<Listing> {
    const command = [
      this.host.vzlist,
      '-a',
      '-j',
      '-o',
      LISTED_FIELDS,
      ...(ctid === undefined ? [] : [ctid]),
    ];
    const result = await runProgram(command, { limitMs: QUICK_LIMIT_MS });
    // One that was not found is told by an exit code of 1 and an empty list.
    if (result.exitCode !== 0 && ctid === undefined) throw openvzFailure('list the containers', result);
    return parseListing(result.stdout, PAGE_BYTES, Date.now());
  }

  async #askAll(): Promise<Listing> {
    const doing = new Map<string, Doing>();
    const left = [...(await this.all())];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let ctid = left.shift(); ctid !== undefined; ctid = left.shift()) {
          const one = await this.#ask(ctid);
          if (one) doing.set(ctid, one);
        }
      }),
    );
    return { doing, unreadable: [] };
  }

  /** By `vzctl status`, which always ends with 0; null where it says that there is no such container. */
  async #ask(ctid: string): Promise<Doing | null> {
    const result = await runProgram([this.host.vzctl, '--quiet', 'status', ctid], {
      limitMs: QUICK_LIMIT_MS,
    });
    const status = parseStatus(result.stdout);
    if (!status) throw openvzFailure('tell what the container is doing', result);
    if (!status.exists && status.state !== 'running') return null;
    return { state: status.state, startedAt: null, addresses: [], memoryBytes: null };
  }

  async #seenAs(ctid: string, doing: Doing): Promise<Seen> {
    const isRunning = doing.state === 'running';
    const pid = isRunning ? await pidOf(this.host, ctid) : null;
    const identity = pid === null ? undefined : identify(pid);
    const since = identity ? startedAt(identity) : null;
    const run = doing.startedAt ?? since;
    const isPaused = isRunning && (await this.#paused.has(ctid, run));
    // vzlist says of a suspended container that is mounted only that.
    const isSaved = !isRunning && (doing.state === 'suspended' || existsSync(dumpOf(this.host, ctid)));
    return {
      state: isPaused ? 'paused' : isRunning ? 'running' : isSaved ? 'saved' : 'off',
      pid: identity ? pid : null,
      startedAt: run,
      addresses: doing.addresses,
      isMounted: isRunning || doing.state === 'mounted',
    };
  }

  async usage(pids: ReadonlyMap<string, number | null>): Promise<ReadonlyMap<string, Usage>> {
    if (this.host.kernel === 'openvz') return usageOnOpenvz((await this.#list()).doing, this.host.proc);
    const found = new Map<string, Usage>();
    for (const [ctid, pid] of pids) {
      const usage = pid === null ? null : usageOf(pid, this.#hierarchy);
      if (usage) found.set(ctid, usage);
    }
    return found;
  }

  // --- making and changing ---

  async plan(_id: unknown, name: string, request: OpenvzRequest, taken: Taken): Promise<OpenvzConfig> {
    const { template, memory, swap, cpus, diskSpace, hostName, addresses, nameServers, bridge } = request;
    return {
      ctid: await freeCtid(this.host, taken.ctids),
      folder: this.host.folder,
      name: await this.freeName(name, taken),
      template,
      layout: request.layout ?? this.#usualLayout(),
      mark: null,
      memory,
      swap,
      cpus: cpus ?? hostCpus().length,
      cpuLimit: null,
      cpuUnits: null,
      diskSpace,
      diskInodes: null,
      hostName,
      addresses,
      nameServers,
      cards: bridge === null ? [] : [{ name: 'eth0', mac: null, bridge, hostName: null, hostMac: null }],
      onBoot: null,
    };
  }

  /** What OpenVZ's own settings say; on a plain kernel there are no image files. */
  #usualLayout(): Layout {
    if (this.host.kernel === 'plain') return 'simfs';
    return this.host.settings.value('VE_LAYOUT')?.startsWith('ploop') ? 'ploop' : 'simfs';
  }

  async create(config: OpenvzConfig, request: OpenvzRequest, work: Work): Promise<OpenvzConfig> {
    const { ctid, name } = config;
    if (existsSync(configFileOf(config))) throw nameCameBetween('container', ctid);
    const space = config.diskSpace === null ? null : String(Math.ceil(config.diskSpace / 1024));
    work.report?.('Unpacking the OS template');
    try {
      await this.#run('create', config, {
        doing: 'make the container',
        args: [
          ...['--ostemplate', request.template],
          ...['--layout', config.layout],
          ...(name === null ? [] : ['--name', name]),
          ...(config.hostName === null ? [] : ['--hostname', config.hostName]),
          ...(space === null ? [] : ['--diskspace', `${space}:${space}`]),
        ],
        limitMs: null,
        ...work,
      });
      work.report?.('Setting its limits');
      const made = await this.#readBack(ctid);
      await this.change(made, whatWasAsked(made, config), work);
      return await this.#readBack(ctid);
    } catch (error) {
      // Files that were there before are another's; vzctl has left them alone as well.
      if (exitCodeOf(error) === EXISTS) throw nameCameBetween('container', ctid);
      await this.#undo(config);
      throw error;
    }
  }

  async #readBack(ctid: string): Promise<OpenvzConfig> {
    const config = await readContainer(this.host, ctid);
    if (config === null) throw new Error(`what OpenVZ wrote for container ${ctid} can’t be read`);
    return config;
  }

  /** Deletes a container that was not made to its end. It is Paddock's own where it has the name that Paddock gave it. */
  async #undo(config: OpenvzConfig): Promise<void> {
    const { host } = this;
    const there = await readContainer(host, config.ctid).catch(() => null);
    if (there?.name === config.name) return this.#destroy(config);
    const link = join(host.names, config.name ?? '');
    const target = config.name === null ? '' : await readlink(link).catch(() => '');
    if (basename(target) !== `${config.ctid}.conf`) return;
    // vzctl was killed while it unpacked the template beside the folder, before it saved a configuration that has the name.
    const folder = privateOf(there && (await this.#file(config)), host, config.ctid);
    await withLock(host.locks, config.ctid, { limitMs: LOCK_LIMIT_MS }, async () => {
      await rm(`${folder}.tmp`, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
      await rm(configFileOf(config), { force: true });
      await rm(link, { force: true });
    });
  }

  async change(from: OpenvzConfig, to: OpenvzConfig, work: Work): Promise<void> {
    const steps = changes(from, to, this.host.kernel);
    const set = (config: OpenvzConfig, args: readonly string[], other: Work): Promise<void> =>
      this.#run('set', config, { doing: 'change the container', args: [...args, '--save'], ...other });
    for (const [index, args] of steps.entries()) {
      try {
        await set(to, args, work);
      } catch (error) {
        if (index > 0) {
          // What was done is undone: the cards are back, whatever of them had been put in.
          const now = await readContainer(this.host, to.ctid).catch(() => null);
          for (const back of now ? changes(now, from, this.host.kernel) : []) {
            await set(from, back, {}).catch(() => undefined);
          }
        }
        throw error;
      }
    }
  }

  async freeName(name: string, taken: Taken): Promise<string> {
    const names = new Set([...(await takenNames(this.host)), ...taken.names]);
    return plainNameFor(name, (candidate) => names.has(candidate));
  }

  async rename(config: OpenvzConfig, name: string, work: Work): Promise<void> {
    await this.#run('set', config, {
      doing: 'rename the container',
      args: ['--name', name, '--save'],
      ...work,
    });
  }

  async planCopy(source: OpenvzConfig, name: string, taken: Taken): Promise<OpenvzConfig> {
    return {
      ...source,
      ctid: await freeCtid(this.host, taken.ctids),
      name: await this.freeName(name, taken),
      mark: null,
      // Two cannot have the same; what names a card OpenVZ makes up anew.
      addresses: [],
      cards: source.cards.map(({ name: card, bridge }) => ({
        name: card,
        bridge,
        mac: newAddress(),
        hostName: null,
        hostMac: null,
      })),
    };
  }

  /** vzctl has no command for it. As its documentation does it: its files are copied, then its configuration, both locked. */
  async copy(source: OpenvzConfig, copy: OpenvzConfig, work: Work): Promise<OpenvzConfig> {
    const { host } = this;
    if (existsSync(configFileOf(copy))) throw nameCameBetween('container', copy.ctid);
    const from = await this.#file(source);
    const [files, place] = [privateOf(from, host, source.ctid), privateOf(null, host, copy.ctid)];
    const waiting = {
      limitMs: LOCK_LIMIT_MS,
      signal: work.signal,
      onHolder: (holder: Parameters<typeof nameOf>[0]) => work.report?.(`Waiting for ${nameOf(holder)}`),
    };
    await withLock(host.locks, source.ctid, waiting, () =>
      withLock(host.locks, copy.ctid, waiting, async () => {
        if (existsSync(place)) throw nameCameBetween('container', copy.ctid);
        try {
          work.report?.('Copying its files');
          const command = ['cp', '--archive', '--reflink=auto', '--sparse=auto', '--', files, place];
          const result = await runProgram(command, {
            limitMs: null,
            signal: work.signal,
            diesWithPaddock: true,
          });
          if (result.exitCode !== 0) throw openvzFailure('copy the container’s files', result);
          await writeConfigFile(configFileOf(copy), copyOf(from ?? new ConfigFile('')));
        } catch (error) {
          await rm(configFileOf(copy), { force: true });
          await rm(place, { recursive: true, force: true });
          throw error;
        }
      }),
    );
    try {
      if (copy.name !== null) await this.rename(copy, copy.name, work);
      await this.change(await this.#readBack(copy.ctid), copy, work);
      return await this.#readBack(copy.ctid);
    } catch (error) {
      await this.#destroy(copy);
      throw error;
    }
  }

  // --- deleting ---

  async remove(config: OpenvzConfig): Promise<void> {
    if (await isStillSame(this.host, config)) await this.#destroy(config);
  }

  async #destroy(config: OpenvzConfig): Promise<void> {
    const folder = privateOf(await this.#file(config), this.host, config.ctid);
    if (!existsSync(configFileOf(config)) && !existsSync(folder)) return;
    await this.unmount(config, {});
    await this.#run('destroy', config, { doing: 'delete the container', limitMs: null });
  }

  async belongings(config: OpenvzConfig): Promise<readonly Belonging[]> {
    if (!(await isStillSame(this.host, config))) return [];
    const paths = [
      privateOf(await this.#file(config), this.host, config.ctid),
      dumpOf(this.host, config.ctid),
    ];
    return Promise.all(
      paths.filter((path) => existsSync(path)).map(async (path) => ({ path, bytes: await bytesOf(path) })),
    );
  }

  // --- its life ---

  /** Of a saved one vzctl goes on from there. */
  async start(config: OpenvzConfig, work: Work): Promise<void> {
    await this.#run('start', config, {
      doing: 'start the container',
      limitMs: START_LIMIT_MS,
      leavesProcesses: true,
      ...work,
    });
  }

  async stop(config: OpenvzConfig, work: Work): Promise<void> {
    await this.#run('stop', config, { doing: 'shut the container down', limitMs: STOP_LIMIT_MS, ...work });
  }

  async kill(config: OpenvzConfig): Promise<void> {
    await this.#run('stop', config, {
      doing: 'force the container off',
      args: ['--fast'],
      limitMs: STOP_LIMIT_MS,
    });
    await this.#paused.forget(config.ctid);
  }

  async restart(config: OpenvzConfig, work: Work): Promise<void> {
    await this.#run('restart', config, {
      doing: 'restart the container',
      limitMs: STOP_LIMIT_MS + START_LIMIT_MS,
      leavesProcesses: true,
      ...work,
    });
  }

  async pause(config: OpenvzConfig, work: Work): Promise<void> {
    await this.#run('chkpnt', config, { doing: 'pause the container', args: ['--suspend'], ...work });
    const seen = await this.seen(config.ctid);
    await this.#paused.remember(config.ctid, seen?.startedAt ?? null);
  }

  async unpause(config: OpenvzConfig, work: Work): Promise<void> {
    await this.#run('chkpnt', config, { doing: 'resume the container', args: ['--resume'], ...work });
    await this.#paused.forget(config.ctid);
  }

  async save(config: OpenvzConfig, work: Work): Promise<void> {
    await this.#run('suspend', config, { doing: 'save the container', limitMs: null, ...work });
  }

  async forget(config: OpenvzConfig): Promise<void> {
    await withLock(this.host.locks, config.ctid, { limitMs: LOCK_LIMIT_MS }, () =>
      rm(dumpOf(this.host, config.ctid), { recursive: true, force: true }),
    );
  }

  async mount(config: OpenvzConfig, work: Work): Promise<void> {
    await this.#run('mount', config, { doing: 'mount the container’s files', ...work });
  }

  async unmount(config: OpenvzConfig, work: Work): Promise<void> {
    await vzctlUnless(this.host, 'umount', config.ctid, {
      doing: 'unmount the container’s files',
      already: NOT_MOUNTED,
      ...waitsAs(work),
    });
  }

  // --- snapshots ---

  async takeSnapshot(config: OpenvzConfig, identity: string, name: string, work: Work): Promise<void> {
    await this.#run('snapshot', config, {
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
    await this.#run('snapshot-switch', config, {
      doing: 'go back to the snapshot',
      args: ['--id', braced(identity)],
      limitMs: null,
      leavesProcesses: true,
      ...work,
    });
  }

  async dropSnapshot(config: OpenvzConfig, identity: string, work: Work): Promise<void> {
    await this.#run('snapshot-delete', config, {
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

  async exec({ ctid }: OpenvzConfig, command: string, work: Work): Promise<string> {
    const words = [this.host.vzctl, '--quiet', 'exec2', ctid, command];
    const result = await runProgram(words, { limitMs: null, signal: work.signal, withChildren: true });
    if (result.exitCode === 0) return result.stdout;
    if (result.exitCode === 31) throw openvzFailure('run the command', result);
    throw commandFailed(command, result);
  }

  startCommand({ ctid }: OpenvzConfig): readonly string[] {
    return [this.host.vzctl, 'start', ctid];
  }

  async #run(
    command: string,
    { ctid }: OpenvzConfig,
    { report, ...options }: RunOptions & Work,
  ): Promise<void> {
    await vzctl(this.host, command, ctid, { ...options, onWait: report });
  }

  async #file(config: OpenvzConfig): Promise<ConfigFile | null> {
    return readConfigFile(configFileOf(config)).catch(() => null);
  }
}

function waitsAs({ report, signal }: Work): Pick<RunOptions, 'signal' | 'onWait'> {
  return { signal, onWait: report };
}

/** What a container is to become that was made as OpenVZ's own settings say: what was not asked for stays so. */
function whatWasAsked(made: OpenvzConfig, asked: OpenvzConfig): OpenvzConfig {
  return {
    ...made,
    memory: asked.memory,
    swap: asked.swap ?? made.swap,
    cpus: asked.cpus,
    diskSpace: asked.diskSpace ?? made.diskSpace,
    hostName: asked.hostName ?? made.hostName,
    addresses: asked.addresses,
    nameServers: asked.nameServers.length > 0 ? asked.nameServers : made.nameServers,
    cards: asked.cards,
  };
}

/** The configuration of a copy: without what names the one container, and without addresses that two cannot have. */
function copyOf(file: ConfigFile): ConfigFile {
  const own = ['VE_PRIVATE', 'VE_ROOT', 'NAME', 'IP_ADDRESS', 'NETIF'];
  return own.reduce((copy, key) => copy.with(key, null), file);
}

/** A hardware address within the range that OpenVZ hands out (00:18:51). */
function newAddress(): string {
  const own = [...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0'));
  return ['00', '18', '51', ...own].join(':').toUpperCase();
}

/** A snapshot's identity as vzctl writes it. */
function braced(identity: string): string {
  return `{${identity}}`;
}

async function bytesOf(path: string): Promise<number> {
  const found = await stat(path);
  return found.isDirectory() ? bytesBelow(path) : found.blocks * 512;
}

function unreadableListing(ctid: string): PaddockError {
  return new PaddockError({
    code: 'definition-unreadable',
    message: `What OpenVZ tells of container ${ctid} can’t be read.`,
    cause: 'Its tools write names and descriptions without escaping quotes in them.',
    next: 'Take quotes and backslashes out of its name and its description.',
  });
}
