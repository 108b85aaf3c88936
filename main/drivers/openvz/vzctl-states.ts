import { existsSync } from 'node:fs';
import { PaddockError } from '../../domains/failure';
import { usageOf } from '../container-usage';
import { findHierarchy, type Hierarchy } from '../control-groups';
import type { Usage } from '../driver';
import { isFrozen, isFrozenByName } from '../freezer';
import { identify, startedAt } from '../process-identity';
import { runProgram } from '../program';
import { PAGE_BYTES } from './amounts';
import { containersIn, dumpOf, pidOf } from './containers';
import { openvzFailure } from './errors';
import type { VzctlHost } from './host';
import { LISTED_FIELDS, parseListing, parseStatus, type Doing, type Listing } from './listing';
import type { PausedContainers } from './paused';
import type { Seen } from './tools';
import { usageOnOpenvz } from './usage';

const QUICK_LIMIT_MS = 30_000;
/** How many containers are asked about at once. */
const AT_ONCE = 4;

/** What containers are doing and take: by vzlist on OpenVZ's kernel, or by `vzctl status` on a plain one. */
export class VzctlStates {
  readonly #hierarchy: Hierarchy = findHierarchy();

  constructor(
    private readonly host: VzctlHost,
    private readonly paused: PausedContainers,
  ) {}

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
    const left = [...(await containersIn(this.host.folder))];
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
    const frozen = isRunning ? this.isFrozen(ctid, identity ? pid : null) : null;
    const isPaused = isRunning && (frozen === true || (await this.paused.has(ctid, run, frozen)));
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

  /** Whoever paused it; null where the kernel does not tell. */
  isFrozen(ctid: string, pid: number | null): boolean | null {
    return pid === null ? isFrozenByName(ctid, this.#hierarchy) : isFrozen(pid, this.#hierarchy);
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
}

function unreadableListing(ctid: string): PaddockError {
  return new PaddockError({
    code: 'definition-unreadable',
    message: `What OpenVZ tells of container ${ctid} can’t be read.`,
    cause: 'Its tools write names and descriptions without escaping quotes in them.',
    next: 'Take quotes and backslashes out of its name and its description.',
  });
}
