import type { BrokenRow, DomainId, EventPayload, Failure, MachineRow } from '../../preload/contract';
import { call, failureOf, on } from '../bridge';
import { bin } from './bin.svelte';
import { Batch } from './frames';

type Change = EventPayload<'machines'>;

/** What a listener hears of a machine that changed: before (undefined when it is new) and after. */
export type RowListener = (before: MachineRow | undefined, after: MachineRow) => void;

/**
 * Every machine as main tells of it: read once, then kept by events, at most one change of the page a frame. A row is
 * replaced, never altered, and only the rows that changed are drawn again.
 */
class Machines {
  readonly #rows = new Map<DomainId, MachineRow>();
  /** Wraps the map anew after each batch: one signal for 10,000 rows; whoever draws a row compares the row itself. */
  #live = $state.raw({ rows: this.#rows });
  readonly #listeners = new Set<RowListener>();
  readonly #batch = new Batch<Change>((changes) => this.#apply(changes));
  broken = $state.raw<readonly BrokenRow[]>([]);
  /** Whether the list has been read once. */
  ready = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** All rows, in no order. */
  readonly all = $derived<readonly MachineRow[]>([...this.#live.rows.values()]);

  row(id: DomainId): MachineRow | undefined {
    return this.#live.rows.get(id);
  }

  /** Called for each row that changes; returns the function that ends it. */
  onRow(listener: RowListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins to follow main. Returns the function that ends it. */
  follow(): () => void {
    // Subscribed before the list is read, so nothing falls between; versions sort out what is older.
    const end = on('machines', (change) => this.#batch.add(change));
    void this.reload();
    return end;
  }

  async reload(): Promise<void> {
    try {
      const list = await call('machines.list', {});
      this.#batch.flush();
      const there = new Set(list.machines.map((row) => row.id));
      for (const id of [...this.#rows.keys()]) if (!there.has(id)) this.#rows.delete(id);
      for (const row of list.machines) this.#put(row);
      this.#live = { rows: this.#rows };
      this.broken = list.broken;
      bin.count = list.binned;
      this.failure = null;
      this.ready = true;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  #apply(changes: readonly Change[]): void {
    for (const { changed, removed } of changes) {
      for (const id of removed) this.#rows.delete(id);
      for (const row of changed) this.#put(row);
    }
    this.#live = { rows: this.#rows };
  }

  #put(row: MachineRow): void {
    const before = this.#rows.get(row.id);
    if (before && before.version > row.version) return; // a list read earlier than an event that came before it
    this.#rows.set(row.id, row);
    for (const listener of this.#listeners) listener(before, row);
  }
}

export const machines = new Machines();
