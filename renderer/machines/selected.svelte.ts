import type { DomainId, MachineRow } from '../../preload/contract';
import type { AllMachines } from '../live/all-machines';
import { machines } from '../live/machines.svelte';
import { addAll, extendTo, NOTHING, pointAt, toggle, toggleAll, type Selection } from './selection';

const rowsOf = (all: AllMachines, ids: ReadonlySet<DomainId>): MachineRow[] =>
  [...ids].flatMap((id) => all.get(id) ?? []);

/** The machines that are selected, wherever one goes meanwhile. */
class Selected {
  #current = $state.raw<Selection>(NOTHING);
  /** Those of them that there still are; also those that are not shown now. */
  readonly rows = $derived<readonly MachineRow[]>(
    this.#current.ids.size === 0 ? [] : rowsOf(machines.now, this.#current.ids),
  );

  get current(): Selection {
    return this.#current;
  }

  has(id: DomainId): boolean {
    return this.#current.ids.has(id);
  }

  toggle(id: DomainId): void {
    this.#current = toggle(this.#current, id);
  }

  extendTo(order: readonly DomainId[], id: DomainId, from: DomainId): void {
    this.#current = extendTo(this.#current, order, id, from);
  }

  toggleAll(these: readonly DomainId[]): void {
    this.#current = toggleAll(this.#current, these);
  }

  addAll(these: readonly DomainId[]): void {
    this.#current = addAll(this.#current, these);
  }

  pointAt(id: DomainId): void {
    this.#current = pointAt(this.#current, id);
  }

  /** Selects these and nothing else. */
  set(these: readonly DomainId[]): void {
    this.#current = addAll(NOTHING, these);
  }

  clear(): void {
    this.#current = NOTHING;
  }
}

export const selected = new Selected();
