import type { DomainId } from '../../preload/contract';
import type { Place } from '../live/place';
import type { Column, Sort } from './select';

/** All that is to be known of a look at the list. */
export interface ViewSaved {
  readonly sort: Sort;
  readonly active: DomainId | null;
  readonly scrollTop: number;
  readonly place: string;
}

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

  save(): ViewSaved {
    const { sort, active, scrollTop } = this;
    return { sort, active, scrollTop, place: this.#place };
  }

  restore({ sort, active, scrollTop, place }: ViewSaved): void {
    this.sort = sort;
    this.active = active;
    this.scrollTop = scrollTop;
    this.#place = place;
  }

  sortBy(column: Column): void {
    this.sort = { by: column, descending: this.sort.by === column && !this.sort.descending };
  }
}

export const view = new View();
