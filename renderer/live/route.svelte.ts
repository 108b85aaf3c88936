import type { DomainId } from '../../preload/contract';
import { on } from '../bridge';
import { NO_FILTER, type Filter } from './filter';
import { ALL, samePlace, type Place } from './place';

export type MachineTab =
  'overview' | 'console' | 'snapshots' | 'hardware' | 'settings' | 'activity' | 'definition';

export type Page =
  /** Without a filter: all of the place. */
  | { readonly page: 'machines'; readonly place: Place; readonly filter?: Filter }
  | { readonly page: 'machine'; readonly id: DomainId; readonly tab: MachineTab }
  | { readonly page: 'create' }
  /** `path`: what was dropped on the window. */
  | { readonly page: 'import'; readonly path: string | null }
  | { readonly page: 'activity' }
  | { readonly page: 'bin' }
  | { readonly page: 'settings' };

const HOME: Page = { page: 'machines', place: ALL };
const REMEMBERED = 50;

/** Where one is, and the way back. */
export class Route {
  #trail = $state.raw<readonly Page[]>([HOME]);
  readonly current = $derived<Page>(this.#trail[this.#trail.length - 1] ?? HOME);
  readonly canGoBack = $derived(this.#trail.length > 1);
  /** The list one came from, as it was narrowed; a machine that is open came from one. */
  readonly list = $derived(this.#listOf());
  /** Its place, marked in the sidebar. */
  readonly place = $derived<Place | null>(this.list?.place ?? null);
  readonly filter = $derived<Filter>(this.list?.filter ?? NO_FILTER);

  go(page: Page): void {
    if (sameStop(this.current, page)) this.#trail = [...this.#trail.slice(0, -1), page];
    else this.#trail = [...this.#trail.slice(-REMEMBERED), page];
  }

  /** Narrows the list. What is chosen is a step that one can go back from; letters as one types them are none. */
  narrow(filter: Filter): void {
    const { current } = this;
    if (current.page !== 'machines') return;
    const isTyping = filter.query !== this.filter.query;
    const stop: Page = { page: 'machines', place: current.place, filter };
    this.#trail = [...(isTyping ? this.#trail.slice(0, -1) : this.#trail.slice(-REMEMBERED)), stop];
  }

  back(): void {
    if (this.canGoBack) this.#trail = this.#trail.slice(0, -1);
  }

  /** The pages that one came through, to be kept. */
  get trail(): readonly Page[] {
    return this.#trail;
  }

  /** Goes to where one was, with the way back. */
  restore(trail: readonly Page[]): void {
    if (trail.length > 0) this.#trail = trail;
  }

  /** Leaves the pages of a machine that is gone. */
  forget(id: DomainId): void {
    const left = this.#trail.filter((page) => page.page !== 'machine' || page.id !== id);
    this.#trail = left.length > 0 ? left : [HOME];
  }

  machine(id: DomainId, tab: MachineTab = 'overview'): void {
    this.go({ page: 'machine', id, tab });
  }

  follow(): () => void {
    return on('navigate', (to) => {
      if (to.to === 'machine') this.machine(to.id, to.tab);
      else if (to.to === 'machines') this.go(HOME);
      else this.go({ page: to.to });
    });
  }

  #listOf(): Extract<Page, { readonly page: 'machines' }> | null {
    if (this.current.page !== 'machines' && this.current.page !== 'machine') return null;
    return [...this.#trail].reverse().find((page) => page.page === 'machines') ?? null;
  }
}

/** Whether a move stays on the page: another tab is no step of its own on the way back. */
function sameStop(a: Page, b: Page): boolean {
  if (a.page === 'machines' && b.page === 'machines') return samePlace(a.place, b.place);
  if (a.page === 'machine' && b.page === 'machine') return a.id === b.id;
  return a.page === b.page;
}

export const route = new Route();
