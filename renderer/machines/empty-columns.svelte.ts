import { places } from './places.svelte';

/**
 * Columns in which no machine has anything: the others have their room. A column that was filled once stays until the
 * window is closed, so that none comes and goes as machines start and stop, whatever is in sight.
 */
export class EmptyColumns {
  #wereAddresses = false;
  #wereTags = false;

  readonly addresses: boolean = $derived.by(() => {
    this.#wereAddresses ||= places.tallied.addressed > 0;
    return !this.#wereAddresses;
  });
  readonly tags: boolean = $derived.by(() => {
    this.#wereTags ||= places.tallied.tags.size > 0;
    return !this.#wereTags;
  });
}

export const emptyColumns = new EmptyColumns();
