import type { Failure } from '../preload/contract';
import { partMissing } from './part-missing';

type Pages = typeof import('./pages');

/** What a person does before anything else: a click comes after its movement, a key after the one that is held with it. */
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'dragenter'] as const;

/** The pages beyond the first: fetched when one is wanted, or as soon as a person moves. */
class Further {
  pages = $state.raw<Pages | null>(null);
  failure = $state.raw<Failure | null>(null);
  #loading: Promise<Pages | null> | null = null;

  /** They come once; null, with `failure`, where they can't be had. */
  load(): Promise<Pages | null> {
    this.#loading ??= import('./pages').then(
      (pages) => (this.pages = pages),
      (error: unknown) => {
        this.failure = partMissing(error);
        return null;
      },
    );
    return this.#loading;
  }

  /**
   * Fetches them at the first sign of a person, so that the first click on one finds it there; a window that is only looked
   * at does without. Returns what ends the waiting.
   */
  loadAtSign(): () => void {
    const ending = new AbortController();
    const load = (event: Event): void => {
      // A window that opens under the pointer is told where that is.
      if (event instanceof MouseEvent && event.type === 'pointermove' && !event.movementX && !event.movementY)
        return;
      ending.abort();
      void this.load();
    };
    for (const sign of SIGNS)
      addEventListener(sign, load, { capture: true, passive: true, signal: ending.signal });
    return () => ending.abort();
  }
}

export const further = new Further();
