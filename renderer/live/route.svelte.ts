import type { DomainId } from '../../preload/contract';
import { on } from '../bridge';
import { ALL, type Place } from './place';

export type MachineTab =
  'overview' | 'console' | 'snapshots' | 'hardware' | 'settings' | 'activity' | 'definition';

export type Page =
  | { readonly page: 'machines'; readonly place: Place }
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
class Route {
  #trail = $state.raw<readonly Page[]>([HOME]);
  readonly current = $derived<Page>(this.#trail[this.#trail.length - 1] ?? HOME);
  readonly canGoBack = $derived(this.#trail.length > 1);
  /** The list one came from, marked in the sidebar while a machine is open. */
  readonly place = $derived<Place | null>(this.#placeOf());

  go(page: Page): void {
    if (sameStop(this.current, page)) this.#trail = [...this.#trail.slice(0, -1), page];
    else this.#trail = [...this.#trail.slice(-REMEMBERED), page];
  }

  back(): void {
    if (this.canGoBack) this.#trail = this.#trail.slice(0, -1);
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

  #placeOf(): Place | null {
    if (this.current.page !== 'machines' && this.current.page !== 'machine') return null;
    for (let stop = this.#trail.length - 1; stop >= 0; stop--) {
      const page = this.#trail[stop];
      if (page?.page === 'machines') return page.place;
    }
    return null;
  }
}

/** Whether a move stays on the page: another tab or place is no step of its own on the way back. */
function sameStop(a: Page, b: Page): boolean {
  if (a.page === 'machine' && b.page === 'machine') return a.id === b.id;
  return a.page === b.page;
}

export const route = new Route();
