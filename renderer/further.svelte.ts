import type { Failure } from '../preload/contract';
import { partMissing } from './part-missing';

type Pages = typeof import('./pages');

/** The pages beyond the first: fetched when one is wanted, or as soon as the first has been painted. */
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

  /** Fetches them while nobody waits for them, so that the first click on one finds it there. */
  loadSoon(): void {
    requestAnimationFrame(() => requestAnimationFrame(() => void this.load()));
  }
}

export const further = new Further();
