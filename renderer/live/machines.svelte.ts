import { createSubscriber } from 'svelte/reactivity';
import type { BrokenRow, DomainId, EventPayload, Failure, MachineRow } from '../../preload/contract';
import { call, failureOf, on } from '../bridge';
import type { AllMachines } from './all-machines';
import { bin } from './bin.svelte';
import { Changes } from './changes';
import { Batch } from './frames';

type Change = EventPayload<'machines'>;

/** What a listener hears of a machine that changed: before (undefined when it is new) and after. */
export type RowListener = (before: MachineRow | undefined, after: MachineRow) => void;

/** From so many machines on, what is made of all of them is made anew at intervals only. */
const MANY = 500;
const GATHER_MS = 500;

/**
 * Every machine as main tells of it: read once, then kept by events, at most one change of the page a frame. A row is
 * replaced, never altered, and only the rows that changed are drawn again.
 */
class Machines {
  readonly #rows = new Map<DomainId, MachineRow>();
  /** What is to be told where a row changes that is drawn: of 10,000 rows those few have a signal each. */
  readonly #drawn = new Map<DomainId, { readonly subscribe: () => void; update: (() => void) | null }>();
  readonly #listeners = new Set<RowListener>();
  readonly #batch = new Batch<Change>((changes) => this.#apply(changes));
  broken = $state.raw<readonly BrokenRow[]>([]);
  /** Whether the list has been read once. */
  ready = $state(false);
  failure = $state.raw<Failure | null>(null);
  readonly #changes = new Changes<DomainId>();
  /** Those that have changed since `now`. */
  readonly #changed = new Set<DomainId>();
  /**
   * All of them, for what is made of all (order, counts). Of very many machines a few are always changing: it follows a
   * moment later then, while each row that is drawn is asked for by `row` and follows at once.
   */
  now = $state.raw<AllMachines>(this.#moment());
  #later: ReturnType<typeof setTimeout> | null = null;

  /** In no order. */
  get all(): readonly MachineRow[] {
    return this.now.rows;
  }

  get count(): number {
    return this.now.count;
  }

  row(id: DomainId): MachineRow | undefined {
    if ($effect.tracking()) this.#signalOf(id)();
    return this.#rows.get(id);
  }

  #signalOf(id: DomainId): () => void {
    const known = this.#drawn.get(id);
    if (known) return known.subscribe;
    const drawn = {
      update: null as (() => void) | null,
      subscribe: createSubscriber((update) => {
        drawn.update = update;
        this.#drawn.set(id, drawn);
        return () => this.#drawn.delete(id);
      }),
    };
    this.#drawn.set(id, drawn);
    return drawn.subscribe;
  }

  /** Called for each row that changes; returns the function that ends it. */
  onRow(listener: RowListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins to follow main. Returns the function that ends it. */
  follow(): () => void {
    // Subscribed before the list is read, so nothing falls between; versions sort out what is older.
    const end = on('machines', (change) => {
      // What is not drawn needs no frame.
      if (this.#isSeen(change)) this.#batch.add(change);
      else this.#apply([change]);
    });
    void this.reload();
    return end;
  }

  async reload(): Promise<void> {
    try {
      const list = await call('machines.list', {});
      this.#batch.flush();
      const there = new Set(list.machines.map((row) => row.id));
      for (const id of [...this.#rows.keys()]) if (!there.has(id)) this.#remove(id);
      for (const row of list.machines) this.#put(row);
      this.#gather();
      this.broken = list.broken;
      bin.count = list.binned;
      this.failure = null;
      this.ready = true;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  #isSeen({ changed, removed }: Change): boolean {
    return (
      removed.length > 0 ||
      changed.some(({ id }) => this.#drawn.has(id) || !this.#rows.has(id)) ||
      this.#rows.size <= MANY
    );
  }

  #remove(id: DomainId): void {
    if (!this.#rows.delete(id)) return;
    this.#changed.add(id);
    this.#drawn.get(id)?.update?.();
  }

  #moment(): AllMachines {
    const [rows, changes] = [this.#rows, this.#changes];
    let all: readonly MachineRow[] | null = null;
    return {
      version: changes.version,
      count: rows.size,
      get rows() {
        return (all ??= [...rows.values()]);
      },
      get: (id) => rows.get(id),
      since: (version) => changes.since(version),
    };
  }

  #gather(): void {
    if (this.#later) clearTimeout(this.#later);
    this.#later = null;
    this.#changes.note(this.#changed);
    this.#changed.clear();
    this.now = this.#moment();
  }

  #apply(changes: readonly Change[]): void {
    const before = this.#rows.size;
    for (const { changed, removed } of changes) {
      for (const id of removed) this.#remove(id);
      for (const row of changed) this.#put(row);
    }
    if (this.#rows.size !== before || before <= MANY) this.#gather();
    else this.#later ??= setTimeout(() => this.#gather(), GATHER_MS);
  }

  #put(row: MachineRow): void {
    const before = this.#rows.get(row.id);
    if (before && before.version > row.version) return; // a list read earlier than an event that came before it
    this.#rows.set(row.id, row);
    this.#changed.add(row.id);
    if (before !== row) this.#drawn.get(row.id)?.update?.();
    for (const listener of this.#listeners) listener(before, row);
  }
}

export const machines = new Machines();
