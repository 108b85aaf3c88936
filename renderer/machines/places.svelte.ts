import type { MachineRow } from '../../preload/contract';
import { machines } from '../live/machines.svelte';
import { Tally, type Tallied } from './tally';

/** How many machines the places hold, and which machines are at work: counted once for all who show it. */
class Places {
  readonly #tally = new Tally();
  readonly #updated = $derived.by(() => {
    const tallied = this.#tally.update(machines.now);
    return { tallied, busy: this.#tally.busy };
  });
  /** Another object only where a number has changed. */
  readonly tallied: Tallied = $derived(this.#updated.tallied);
  readonly busy: readonly MachineRow[] = $derived(this.#updated.busy);
}

export const places = new Places();
