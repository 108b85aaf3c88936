import type { DomainId } from '../../preload/contract';
import { call } from '../bridge';

/** Numbers among others, graphs of its own, or a picture. */
export type What = 'usage' | 'closely' | 'thumbnails';

/** A page draws its machines one after the other: main is told once they all are, in ms. */
const GATHER_MS = 30;
const MOST = 500;

/** Which machines the window shows with numbers or pictures: main measures those, and no others. */
class Watched {
  readonly #shown: Readonly<Record<What, Map<DomainId, number>>> = {
    usage: new Map(),
    closely: new Map(),
    thumbnails: new Map(),
  };
  #allWanted = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** Says that a machine is shown; returns what says that it is shown no more. */
  begin(what: What, id: DomainId): () => void {
    const shown = this.#shown[what];
    shown.set(id, (shown.get(id) ?? 0) + 1);
    this.#tellSoon();
    return () => {
      const count = (shown.get(id) ?? 1) - 1;
      if (count > 0) shown.set(id, count);
      else shown.delete(id);
      this.#tellSoon();
    };
  }

  /** Says that all are put in order by what they take; returns what says that they are no more. */
  beginAll(): () => void {
    this.#allWanted++;
    this.#tellSoon();
    return () => {
      this.#allWanted--;
      this.#tellSoon();
    };
  }

  /** A window that nobody sees shows nothing. */
  follow(): () => void {
    const listener = (): void => this.#tellSoon();
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  }

  #tellSoon(): void {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const of = (what: What): DomainId[] =>
        document.hidden ? [] : [...this.#shown[what].keys()].slice(0, MOST);
      // Where it can't be told there are no numbers: nothing that a person has to be told of.
      const all = this.#allWanted > 0 && !document.hidden;
      const shown = { usage: of('usage'), closely: of('closely'), thumbnails: of('thumbnails'), all };
      void call('watch.show', shown).catch(() => undefined);
    }, GATHER_MS);
  }
}

export const watched = new Watched();
