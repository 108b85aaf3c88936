import type { Definition, DomainId } from './definition';
import { PaddockError, type Failure } from './failure';
import type { Job, JobView, Operation, Requester } from './job';
import { Jobs } from './jobs';
import { Lock, type Held, type LockView } from './lock';
import { isActive, type DomainState } from './state';

/** What the agent inside a machine says of its system, where it answers; null for what it does not say. */
export type AgentSeen =
  | { readonly answers: false }
  | {
      readonly answers: true;
      /** The agent's own. */
      readonly version: string;
      /** For a person: "Debian GNU/Linux 12". */
      readonly system: string | null;
      readonly hostName: string | null;
    };

/** What is known of the process behind an active machine. */
export interface Presence {
  readonly pid: number | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number | null;
  /** A word for how the guest's code runs, e.g. `kvm` or `tcg`; null where that means nothing. */
  readonly accelerator: string | null;
  readonly addresses: readonly string[];
  /** Whether nothing of this run is kept. */
  readonly disposable?: boolean;
  /** Null, or absent, where the machine has no way to have one. */
  readonly agent?: AgentSeen | null;
}

/** A machine as readers see it: immutable, replaced at each unlock. */
export interface DomainSnapshot<C = unknown> {
  readonly id: DomainId;
  readonly driver: string;
  /** Grows with each change of this machine. */
  readonly version: number;
  readonly definition: Definition<C>;
  readonly state: DomainState;
  /** Why it is in this state, for a person; null where there is nothing to add. */
  readonly reason: string | null;
  /** Since when it is in this state: milliseconds since the epoch, or null when that was not seen. */
  readonly since: number | null;
  readonly presence: Presence | null;
  /** The jobs that run, oldest first. */
  readonly jobs: readonly JobView[];
  /** Of these the one to be shown where there is room for one. */
  readonly job: JobView | null;
  /** What went wrong last, until something succeeds. */
  readonly failure: Failure | null;
}

/** What became of a machine while its lock was given back. */
export type Fate<T> =
  | { readonly fate: 'alive'; readonly value: T }
  | { readonly fate: 'stopped'; readonly value: T }
  | { readonly fate: 'gone'; readonly value: T };

/** What the list does when a domain has something new to show or to keep. */
export interface DomainOwner<C, R> {
  published(domain: Domain<C, R>, previous: DomainSnapshot<C>): void;
  save(definition: Definition<C>): Promise<void>;
  /** Checks that nobody else has the new name, and keeps the index. Throws `name-taken`. */
  renamed(domain: Domain<C, R>, from: string, to: string): void;
}

const NO_JOBS = Object.freeze({ jobs: Object.freeze([]), job: null });

/** A machine in the list. Only `domains/` sees this class; everyone else gets a handle or a snapshot. */
export class Domain<C, R> {
  /** Self-locking. */
  readonly lock: Lock;
  /** Immutable. */
  readonly id: DomainId;
  /** Needs the lock to change; replaced, never altered. */
  definition: Definition<C>;
  /** Needs the lock. */
  state: DomainState;
  reason: string | null = null;
  since: number | null = null;
  /** The state from before the jobs that run, for when they pass through another and come back; null where it has ended. */
  before: { readonly state: DomainState; readonly since: number | null } | null = null;
  presence: Presence | null = null;
  /** The driver's live object (a QMP connection, say). Needs the lock. */
  runtime: R | null = null;
  /** Set under the lock; whoever waited finds the machine gone. */
  removing = false;
  /** Needs the lock to begin or end one; a job's own fields are self-guarding. */
  readonly jobs = new Jobs(() => this.publishProgress());
  failure: Failure | null = null;
  /** Read by anyone at any time. */
  snapshot: DomainSnapshot<C>;

  constructor(
    definition: Definition<C>,
    state: DomainState,
    readonly owner: DomainOwner<C, R>,
    waitLimitMs?: number,
  ) {
    this.id = definition.id;
    this.definition = definition;
    this.state = state;
    this.lock = new Lock(`machine “${definition.name}”`, 'machine', waitLimitMs);
    this.snapshot = this.#take(1);
  }

  #take(version: number): DomainSnapshot<C> {
    return Object.freeze({
      ...this.#jobViews(),
      id: this.id,
      driver: this.definition.driver,
      version,
      definition: this.definition,
      state: this.state,
      reason: this.reason,
      since: this.since,
      presence: this.presence,
      failure: this.failure,
    });
  }

  #jobViews(): Pick<DomainSnapshot<C>, 'job' | 'jobs'> {
    const { all, foremost } = this.jobs;
    if (foremost === null) return NO_JOBS;
    const jobs = Object.freeze(all.map((job) => job.view()));
    return { jobs, job: jobs[all.indexOf(foremost)] ?? null };
  }

  /** Replaces the snapshot if anything differs. Needs the lock. */
  publish(): void {
    const previous = this.snapshot;
    const same =
      this.definition === previous.definition &&
      this.state === previous.state &&
      this.reason === previous.reason &&
      this.presence === previous.presence &&
      this.failure === previous.failure &&
      this.jobs.all.length === 0 &&
      previous.jobs.length === 0;
    if (same) return;
    this.snapshot = this.#take(previous.version + 1);
    this.owner.published(this, previous);
  }

  /** Shows a job's progress without a lock: nothing else of the snapshot changes. */
  publishProgress(): void {
    const previous = this.snapshot;
    if (this.jobs.all.length === 0 || this.jobs.all.length !== previous.jobs.length) return;
    this.snapshot = Object.freeze({ ...previous, version: previous.version + 1, ...this.#jobViews() });
    this.owner.published(this, previous);
  }

  gone(): PaddockError {
    return new PaddockError({
      code: 'machine-gone',
      message: `The machine “${this.definition.name}” has been deleted.`,
      next: 'Nothing needs to be done.',
    });
  }
}

/**
 * The right to change one machine, good while its lock is held: inside the callback of `use`, `add` or `remove`, and
 * outside the long part of `unlocked`. Used at any other time it throws `handle-void`.
 */
export class LockedDomain<C, R> {
  #held: Held | null;
  readonly #domain: Domain<C, R>;
  readonly #purpose: string;

  constructor(domain: Domain<C, R>, held: Held, purpose: string) {
    this.#domain = domain;
    this.#held = held;
    this.#purpose = purpose;
  }

  #mine(): Domain<C, R> {
    if (this.#held) return this.#domain;
    throw new PaddockError({
      code: 'handle-void',
      message: `“${this.#purpose}” went on using ${this.#domain.lock.name} after it gave back its lock.`,
      next: 'This is a mistake in Paddock: copy the details and report them.',
      detail: { output: new Error('used here').stack },
    });
  }

  get id(): DomainId {
    return this.#mine().id;
  }
  get definition(): Definition<C> {
    return this.#mine().definition;
  }
  get state(): DomainState {
    return this.#mine().state;
  }
  get presence(): Presence | null {
    return this.#mine().presence;
  }
  get jobs(): Jobs {
    return this.#mine().jobs;
  }
  get runtime(): R | null {
    return this.#mine().runtime;
  }
  set runtime(runtime: R | null) {
    this.#mine().runtime = runtime;
  }

  /**
   * `since` is when the state began, in ms since the epoch; null where that was not seen. An active machine that a job makes
   * pass through another active state (it stands still for a snapshot) is afterwards what it was, since when it was that.
   */
  setState(state: DomainState, reason: string | null = null, since: number | null = Date.now()): void {
    const domain = this.#mine();
    if (!isActive(state)) domain.before = null;
    if (domain.state !== state) domain.since = domain.before?.state === state ? domain.before.since : since;
    domain.state = state;
    domain.reason = reason;
    if (!isActive(state)) domain.presence = null;
  }

  setPresence(presence: Presence | null): void {
    this.#mine().presence = presence && Object.freeze({ ...presence });
  }

  setFailure(failure: Failure | null): void {
    this.#mine().failure = failure;
  }

  /** Replaces and saves the definition; the name may change. Throws `name-taken` and the store's errors, with nothing changed. */
  async redefine(definition: Definition<C>): Promise<void> {
    const domain = this.#mine();
    const from = domain.definition.name;
    const renames = definition.name !== from;
    if (renames) domain.owner.renamed(domain, from, definition.name);
    try {
      await domain.owner.save(definition);
    } catch (error) {
      if (renames) domain.owner.renamed(domain, definition.name, from);
      throw error;
    }
    this.#mine().definition = definition;
    domain.lock.name = `machine “${definition.name}”`;
  }

  /** Throws `busy` where a job runs beside which this one can't. */
  beginJob(operation: Operation, by: Requester): Job {
    const domain = this.#mine();
    const { state, since } = domain;
    const isFirst = domain.jobs.all.length === 0;
    const job = domain.jobs.begin(operation, by, domain.definition);
    if (isFirst) domain.before = isActive(state) ? { state, since } : null;
    domain.publish();
    return job;
  }

  endJob(job: Job): void {
    const domain = this.#mine();
    domain.jobs.end(job);
    if (domain.jobs.all.length === 0) domain.before = null;
  }

  /**
   * Gives the lock back while `work` runs, keeping the job, and takes it again. Says what became of the machine, which
   * the caller must handle. Throws what `work` throws, with the lock held again. Only a job may do this: without one
   * another change could slip in unseen.
   */
  async unlocked<T>(work: () => Promise<T>): Promise<Fate<T>> {
    const domain = this.#mine();
    if (domain.jobs.all.length === 0) {
      throw new PaddockError({
        code: 'lock-order',
        message: `“${this.#purpose}” wanted to unlock ${domain.lock.name} without a job.`,
        next: 'This is a mistake in Paddock: copy the details and report them.',
      });
    }
    domain.publish();
    this.#held?.release();
    this.#held = null;
    try {
      const value = await work();
      await this.#relock();
      if (domain.removing) return { fate: 'gone', value };
      return { fate: isActive(domain.state) ? 'alive' : 'stopped', value };
    } catch (error) {
      if (!this.#held) await this.#relock();
      throw error;
    }
  }

  async #relock(): Promise<void> {
    // No limit here: a job that lost its lock for good could neither end nor be undone.
    for (;;) {
      try {
        this.#held = await this.#domain.lock.take(this.#purpose, true);
        this.#held.join();
        return;
      } catch (error) {
        if (!(error instanceof PaddockError) || error.code !== 'lock-timeout') throw error;
      }
    }
  }

  /** Runs `work` as the chain of calls that holds this machine. For `domains/` only. */
  enter<T>(work: (machine: this) => T): T {
    const held = this.#held;
    if (!held) throw this.#domain.gone();
    return held.run(() => work(this));
  }

  /** Ends the handle's life: publishes what changed and gives the lock back. For `domains/` only. */
  close(): void {
    if (!this.#held) return;
    this.#domain.publish();
    this.#held.release();
    this.#held = null;
  }
}

export interface DomainInspection {
  readonly id: DomainId;
  readonly name: string;
  readonly lock: LockView;
  readonly jobs: readonly JobView[];
  /** What waits for a job to end. */
  readonly waitingForJobs: readonly string[];
}
