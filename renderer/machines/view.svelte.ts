import { SvelteSet } from 'svelte/reactivity';
import type { DomainId } from '../../preload/contract';
import type { Place } from '../live/place';
import type { Grouping } from './group';
import { readLook, type Look, type Shape } from './look';
import { isUse, type SortBy } from './select';

/** Where one is in a list. */
export interface ViewSaved {
  readonly active: DomainId | null;
  readonly scrollTop: number | null;
  readonly place: string;
  /** The groups that are folded. */
  readonly folded: readonly string[];
}

const KEY = 'paddock.machines';

/** How the machines are looked at: the look as a person likes it, from start to start, and where they are in it. */
class View {
  #look = $state.raw<Look>(readLook(localStorage.getItem(KEY)));
  /** The machine that the keys move from. */
  active = $state<DomainId | null>(null);
  /** How far down one is; null for wherever the active machine is. */
  scrollTop: number | null = 0;
  readonly #folded = new SvelteSet<string>();
  #place = '';

  get look(): Look {
    return this.#look;
  }

  /** Another place begins at its top; the same one where it was left. */
  enter(place: Place): void {
    const key = JSON.stringify(place);
    if (key !== this.#place) this.scrollTop = 0;
    this.#place = key;
  }

  save(): ViewSaved {
    const { active, scrollTop } = this;
    return { active, scrollTop, place: this.#place, folded: [...this.#folded] };
  }

  restore({ active, scrollTop, place, folded }: ViewSaved): void {
    for (const group of folded) this.#folded.add(group);
    this.active = active;
    this.scrollTop = scrollTop;
    this.#place = place;
  }

  /** By the same once more is the other way round. What is newest, or takes most, comes first. */
  sortBy(by: SortBy): void {
    const { sort } = this.#look;
    const descending = sort.by === by ? !sort.descending : isUse(by) || by === 'since' || by === 'created';
    this.#keep({ ...this.#look, sort: { by, descending } });
  }

  group(grouping: Grouping): void {
    this.#keep({ ...this.#look, grouping });
  }

  show(shape: Shape): void {
    this.scrollTop = null;
    this.#keep({ ...this.#look, shape });
  }

  isFolded(group: string): boolean {
    return this.#folded.has(`${this.#look.grouping} ${group}`);
  }

  fold(group: string): void {
    const key = `${this.#look.grouping} ${group}`;
    if (!this.#folded.delete(key)) this.#folded.add(key);
  }

  #keep(look: Look): void {
    this.#look = look;
    localStorage.setItem(KEY, JSON.stringify(look));
  }
}

export const view = new View();
