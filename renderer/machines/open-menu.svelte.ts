import { tick } from 'svelte';
import type { DomainId, MachineRow } from '../../preload/contract';
import { machines } from '../live/machines.svelte';
import type { Asked } from '../machine/MachineDialog.svelte';
import type { MenuPlace } from '../ui/menu';

/** The menu of a machine in the list, and what is asked about in a dialog after it; nothing of one that is gone. */
export class OpenMenu {
  #menu = $state.raw<{ readonly id: DomainId; readonly place: MenuPlace } | null>(null);
  #asking = $state.raw<{ readonly id: DomainId; readonly asked: Asked } | null>(null);
  readonly menu = $derived(withRow(this.#menu));
  readonly asking = $derived(withRow(this.#asking));

  /** Whose menu is open. */
  get id(): DomainId | null {
    return this.#menu?.id ?? null;
  }

  /** Whether the menu or a dialog is open. */
  get isOpen(): boolean {
    return this.#menu !== null || this.#asking !== null;
  }

  async open(id: DomainId, place: MenuPlace): Promise<void> {
    this.#menu = null;
    await tick(); // another one, which takes the place of the one before
    this.#menu = { id, place };
  }

  ask(id: DomainId, asked: Asked): void {
    this.#asking = { id, asked };
  }

  closeMenu(): void {
    this.#menu = null;
  }

  closeDialog(): void {
    this.#asking = null;
  }
}

function withRow<T extends { readonly id: DomainId }>(
  of: T | null,
): (T & { readonly row: MachineRow }) | null {
  const row = of && machines.row(of.id);
  return of && row ? { ...of, row } : null;
}
