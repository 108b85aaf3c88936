import type { DomainId } from '../../preload/contract';
import type { Place } from '../live/place';
import type { Column, Sort } from './select';

/** How the list is looked at: kept while one goes elsewhere and comes back. */
class View {
  sort = $state.raw<Sort>({ by: 'name', descending: false });
  /** The row that the keys move. */
  active = $state<DomainId | null>(null);
  scrollTop = 0;
  #place = '';

  /** Another place begins at its top; the same one where it was left. */
  enter(place: Place): void {
    const key = JSON.stringify(place);
    if (key !== this.#place) this.scrollTop = 0;
    this.#place = key;
  }

  sortBy(column: Column): void {
    this.sort = { by: column, descending: this.sort.by === column && !this.sort.descending };
  }
}

export const view = new View();
