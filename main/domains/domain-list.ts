import { Bin } from './bin';
import type { Definition, DomainId } from './definition';
import { Domain, LockedDomain, type DomainInspection, type DomainOwner, type DomainSnapshot } from './domain';
import type { DomainEvent, EventStream } from './events';
import { PaddockError } from './failure';
import { freeNameAmong } from './free-name';
import { Lock, type Held, type LockView } from './lock';
import type { DomainState } from './state';
import type { BinEntry, DefinitionStore } from './store';

export interface ListInspection {
  readonly driver: string;
  readonly list: LockView;
  readonly machines: readonly DomainInspection[];
}

export interface DomainListOptions {
  /** How long anyone waits for a lock, in ms. */
  readonly waitLimitMs?: number;
  /** Called when something went into the bin or out of it. */
  readonly onBin?: () => void;
}

/**
 * A driver's list of machines behind the four entries `add`, `remove`, `use` and `forEach`. The rules are in LOCKING.md.
 * Readers (`snapshot`, `snapshots`, `named`) take no lock and never wait.
 */
export class DomainList<C, R> {
  readonly #lock: Lock;
  /** The two indexes change under the list lock only. */
  readonly #byId = new Map<DomainId, Domain<C, R>>();
  readonly #byName = new Map<string, Domain<C, R>>();
  #all: readonly DomainSnapshot<C>[] | null = null;
  readonly #owner: DomainOwner<C, R>;
  /** What was removed and can still be had back. */
  readonly bin: Bin<C>;

  constructor(
    readonly driver: string,
    private readonly store: DefinitionStore,
    private readonly events: EventStream<DomainEvent>,
    private readonly options: DomainListOptions = {},
  ) {
    this.#lock = new Lock(`the list of ${driver} machines`, 'list', options.waitLimitMs);
    this.bin = new Bin(() => options.onBin?.());
    this.#owner = {
      published: (domain, previous) => {
        this.#all = null;
        if (this.#byId.get(domain.id) === domain)
          this.events.emit({ kind: 'changed', snapshot: domain.snapshot, previous });
      },
      save: (definition) => this.store.save(definition),
      // Synchronous, and the machine's lock is held: the only index change that may happen without the list lock,
      // because nothing of it can be seen half done.
      renamed: (domain, from, to) => {
        this.#checkNameFree(to);
        if (this.#byName.get(from) === domain) this.#byName.delete(from);
        this.#byName.set(to, domain);
      },
    };
  }

  // --- reading, without locks ---

  /** Throws `machine-not-found`. */
  snapshot(id: DomainId): DomainSnapshot<C> {
    const snapshot = this.find(id);
    if (!snapshot) throw notFound(id);
    return snapshot;
  }

  /** Undefined where it is not there, or on its way out. */
  find(id: DomainId): DomainSnapshot<C> | undefined {
    const domain = this.#byId.get(id);
    return domain && !domain.removing ? domain.snapshot : undefined;
  }

  has(id: DomainId): boolean {
    return this.#byId.has(id);
  }

  get size(): number {
    return this.#byId.size;
  }

  named(name: string): DomainSnapshot<C> | undefined {
    return this.#byName.get(name)?.snapshot;
  }

  snapshots(): readonly DomainSnapshot<C>[] {
    this.#all ??= Object.freeze([...this.#byId.values()].map((domain) => domain.snapshot));
    return this.#all;
  }

  /** Every lock of this list: who holds it, for which job, and what waits. */
  inspect(): ListInspection {
    return {
      driver: this.driver,
      list: this.#lock.view(),
      machines: [...this.#byId.values()].map((domain) => ({
        id: domain.id,
        name: domain.definition.name,
        lock: domain.lock.view(),
        jobs: domain.jobs.all.map((job) => job.view()),
        waitingForJobs: domain.jobs.all.flatMap(({ waiting }) => waiting),
      })),
    };
  }

  // --- the four entries ---

  /**
   * Creates a machine, locked, and lets `begin` make it real before anyone else can touch it. When `begin` fails the
   * machine is taken out again and the error goes on. Throws `name-taken`.
   */
  async add<T>(
    definition: Definition<C>,
    purpose: string,
    begin: (machine: LockedDomain<C, R>) => Promise<T> | T,
    state: DomainState = 'shutoff',
  ): Promise<T> {
    const list = await this.#lock.take(purpose);
    let domain: Domain<C, R>;
    let held: Held | Promise<Held>;
    try {
      this.#checkNameFree(definition.name);
      if (this.#byId.has(definition.id)) throw idTaken(definition);
      domain = new Domain<C, R>(definition, state, this.#owner, this.options.waitLimitMs);
      held = domain.lock.take(purpose);
      this.#byId.set(domain.id, domain);
      this.#byName.set(definition.name, domain);
      this.#all = null;
    } finally {
      list.release();
    }
    this.events.emit({ kind: 'added', snapshot: domain.snapshot });
    try {
      return await this.#hold(domain, await held, purpose, async (machine) => {
        try {
          return await begin(machine);
        } catch (error) {
          domain.removing = true; // before the lock is given back, so that whoever waits finds it gone
          throw error;
        }
      });
    } catch (error) {
      await this.#forget(domain, purpose);
      throw error;
    }
  }

  /**
   * Looks a machine up and runs `work` with it locked. Its place in the machine's queue is taken under the list lock,
   * but waited for outside, so a busy machine holds up nobody else. Throws `machine-not-found`, `machine-gone` (deleted
   * while waiting), `lock-timeout`, and `lock-queue-full`, unless it is `pressing` (see `Lock.take`).
   */
  async use<T>(
    id: DomainId,
    purpose: string,
    work: (machine: LockedDomain<C, R>) => Promise<T> | T,
    pressing = false,
  ): Promise<T> {
    const asked = this.#lock.take(purpose);
    const list = asked instanceof Promise ? await asked : asked; // an `await` of what is there would cost a promise
    let domain: Domain<C, R>;
    let turn: Held | Promise<Held>;
    try {
      domain = this.#find(id);
      turn = domain.lock.take(purpose, pressing);
    } finally {
      list.release();
    }
    const held = turn instanceof Promise ? await turn : turn;
    if (domain.removing) {
      held.release();
      throw domain.gone();
    }
    return this.#hold(domain, held, purpose, work);
  }

  /**
   * Deletes a machine: `clear` puts away what a machine in the bin does not need, with the machine locked; then its
   * definition goes into the bin. When either fails the machine stays. From the moment it is marked, whoever waited for
   * it finds it gone.
   */
  async remove(
    id: DomainId,
    purpose: string,
    clear: (machine: LockedDomain<C, R>) => Promise<void> | void,
  ): Promise<void> {
    const { domain, entry } = await this.use(id, purpose, async (machine) => {
      const marked = this.#find(id);
      await clear(machine);
      const discarded: BinEntry<C> = { definition: machine.definition, binnedAt: Date.now() };
      await this.store.discard(discarded);
      marked.removing = true;
      return { domain: marked, entry: discarded };
    });
    await this.#forget(domain, purpose);
    this.bin.put(entry);
  }

  /** Takes a machine that is no more out of the list, without the bin; its stored definition stays where it is. */
  async drop(id: DomainId, purpose: string): Promise<Definition<C>> {
    const { domain, definition } = await this.use(
      id,
      purpose,
      (machine) => {
        const marked = this.#find(id);
        marked.removing = true;
        return { domain: marked, definition: machine.definition };
      },
      true,
    );
    await this.#forget(domain, purpose);
    return definition;
  }

  /**
   * Puts a machine from the bin back into the list, under the first free name like its own, and lets `begin` find out
   * what it is doing. When that fails it is in the bin as before. Throws `machine-not-found`, `busy`.
   */
  async recover(
    id: DomainId,
    purpose: string,
    begin: (machine: LockedDomain<C, R>) => Promise<void> | void,
  ): Promise<void> {
    await this.bin.take(id, purpose, async (entry) => {
      for (;;) {
        const definition = { ...entry.definition, name: this.freeName(entry.definition.name) };
        try {
          await this.add(definition, purpose, (machine) => this.#recover(entry, machine, begin), 'unknown');
          return;
        } catch (error) {
          // Somebody took the name between the question and the lock of the list: the next one, then.
          if (!(error instanceof PaddockError) || error.code !== 'name-taken') throw error;
        }
      }
    });
  }

  /** Deletes a machine in the bin for good; when `clear` fails it stays there. Throws `machine-not-found`, `busy`. */
  async purge(
    id: DomainId,
    purpose: string,
    clear: (definition: Definition<C>) => Promise<void> | void,
  ): Promise<void> {
    await this.bin.take(id, purpose, async (entry) => {
      await clear(entry.definition);
      await this.store.purge(entry);
    });
  }

  /** Visits every machine there is now, each locked in its turn, the list free. Machines deleted meanwhile are left out. */
  async forEach(
    purpose: string,
    visit: (machine: LockedDomain<C, R>) => Promise<void> | void,
  ): Promise<void> {
    const list = await this.#lock.take(purpose);
    const domains = [...this.#byId.values()];
    list.release();
    for (const domain of domains) {
      const held = await domain.lock.take(purpose, true);
      if (domain.removing) held.release();
      else await this.#hold(domain, held, purpose, visit);
    }
  }

  // --- inside ---

  async #recover(
    entry: BinEntry<C>,
    machine: LockedDomain<C, R>,
    begin: (machine: LockedDomain<C, R>) => Promise<void> | void,
  ): Promise<void> {
    const { definition } = machine;
    await this.store.recover(entry, definition);
    try {
      await begin(machine);
    } catch (error) {
      await this.store.discard({ ...entry, definition });
      throw error;
    }
  }

  async #hold<T>(
    domain: Domain<C, R>,
    held: Held,
    purpose: string,
    work: (machine: LockedDomain<C, R>) => Promise<T> | T,
  ): Promise<T> {
    const machine = new LockedDomain<C, R>(domain, held, purpose);
    try {
      return await machine.enter(work);
    } finally {
      machine.close();
    }
  }

  /**
   * The 2008 rule for delete: lock the list, then the machine (so nobody else holds it), unlock it at once (nobody can
   * get it before the list is unlocked), take it out, unlock the list. It is marked already, so those before it in the
   * queue only find it gone and leave: the wait is a turn in the queue, no work.
   */
  async #forget(domain: Domain<C, R>, purpose: string): Promise<void> {
    const list = await this.#lock.take(purpose);
    try {
      const held = await domain.lock.take(purpose, true);
      held.release();
      this.#byId.delete(domain.id);
      if (this.#byName.get(domain.definition.name) === domain) this.#byName.delete(domain.definition.name);
      this.#all = null;
    } finally {
      list.release();
    }
    this.events.emit({ kind: 'removed', id: domain.id, driver: this.driver, name: domain.definition.name });
  }

  #find(id: DomainId): Domain<C, R> {
    const domain = this.#byId.get(id);
    if (!domain) throw notFound(id);
    return domain;
  }

  #checkNameFree(name: string): void {
    if (!this.#byName.has(name)) return;
    const suggestion = this.freeName(name);
    throw new PaddockError({
      code: 'name-taken',
      message: `There is a machine “${name}” already.`,
      next: `Choose another name, for example “${suggestion}”.`,
      remedy: { kind: 'rename', suggestion },
      field: 'name',
    });
  }

  /** The name itself where no machine has it, else the name with the first number that is free. */
  freeName(name: string): string {
    return freeNameAmong(name, (one) => this.#byName.has(one));
  }
}

function notFound(id: DomainId): PaddockError {
  return new PaddockError({
    code: 'machine-not-found',
    message: 'There is no such machine.',
    cause: `No machine has the identity ${id}; it may have been deleted.`,
    next: 'Go back to the list of machines.',
  });
}

function idTaken(definition: Definition): PaddockError {
  return new PaddockError({
    code: 'argument-invalid',
    message: `A machine with the identity of “${definition.name}” is in the list already.`,
    cause: `Both have the identity ${definition.id}; one is a copy of the other.`,
    next: 'Give the copy an identity of its own.',
  });
}
