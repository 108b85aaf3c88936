import { SvelteMap } from 'svelte/reactivity';
import type { DomainId } from '../../preload/contract';

/** A form of one machine, which outlives its page. */
export interface Draft {
  /** Whether something is filled in that is not saved. */
  readonly isChanged: boolean;
  /** What is filled in, and what it began with, as JSON has it. */
  save(): unknown;
  /** Takes what `save` gave, in a form that has not been shown yet. */
  restore(saved: unknown): void;
}

type Saved = readonly (readonly [DomainId, unknown])[];

const kinds = new SvelteMap<string, Drafts<Draft>>();
/** What is kept of kinds whose page has not been loaded yet. */
const waiting = new SvelteMap<string, Saved>();

/** The forms of one kind: the same one of a machine each time its page is opened. */
export class Drafts<D extends Draft> {
  readonly #all = new SvelteMap<DomainId, D>();

  constructor(
    kind: string,
    private readonly make: (id: DomainId) => D,
  ) {
    kinds.set(kind, this);
    this.restore(waiting.get(kind) ?? []);
    waiting.delete(kind);
  }

  of(id: DomainId): D {
    const draft = this.#all.get(id) ?? outliving(() => this.make(id));
    this.#all.set(id, draft);
    return draft;
  }

  save(): Saved {
    return [...this.#all].filter(([, { isChanged }]) => isChanged).map(([id, draft]) => [id, draft.save()]);
  }

  restore(saved: Saved): void {
    for (const [id, of] of saved) this.of(id).restore(of);
  }
}

/**
 * Makes what outlives the component that asked for it: what is derived in it would else belong to that component, and keep
 * for good the value that it had when that was left.
 */
function outliving<T>(make: () => T): T {
  const made: T[] = [];
  $effect.root(() => void made.push(make()));
  return made[0] ?? make(); // compiled for no browser, as in unit specs, there are no effects
}

/** All that is filled in for machines and not saved. */
export function saveDrafts(): string {
  return JSON.stringify([...waiting, ...[...kinds].map(([kind, drafts]) => [kind, drafts.save()])]);
}

const KEPT_AS = 'paddock.drafts';

/** Takes what `saveDrafts` gave (what was kept over a reload where nothing is given), before a page is shown. */
export function restoreDrafts(text: string | null = sessionStorage.getItem(KEPT_AS)): void {
  if (text === null) return;
  try {
    for (const [kind, saved] of JSON.parse(text) as [string, Saved][]) {
      const drafts = kinds.get(kind);
      if (drafts) drafts.restore(saved);
      else waiting.set(kind, saved);
    }
  } catch {
    sessionStorage.removeItem(KEPT_AS); // of another version
  }
}

/** Keeps what is filled in over a reload of the window, from now on. Returns the function that ends it. */
export function keepDrafts(): () => void {
  return $effect.root(() => {
    $effect(() => sessionStorage.setItem(KEPT_AS, saveDrafts()));
  });
}
