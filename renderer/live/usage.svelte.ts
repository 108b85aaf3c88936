import { createSubscriber } from 'svelte/reactivity';
import type { DomainId, EventPayload, Rates } from '../../preload/contract';
import { on } from '../bridge';
import { watched, type What } from './watched.svelte';

/** What a machine took at one moment (ms since the epoch). */
export interface UsagePoint {
  readonly at: number;
  readonly rates: Rates;
}

/** As many points as a sparkline draws. */
const KEPT = 60;
/** After a longer time than this between two points nothing is known of what was between, in ms. */
const GAP_MS = 10_000;

interface Followed {
  points: readonly UsagePoint[];
  update: (() => void) | null;
  readonly subscribe: () => void;
}

/** Machines among others, measured every few seconds, or alone, measured each second. */
type Looked = Extract<What, 'usage' | 'closely'>;

/** What the machines that are shown take: the last minutes of each, for as long as it is shown. */
class UsageLive {
  readonly #followed: Readonly<Record<Looked, Map<DomainId, Followed>>> = {
    usage: new Map(),
    closely: new Map(),
  };

  /** The latest points, oldest first. Read where it is drawn: that is what has the machine measured. */
  of(id: DomainId, looked: Looked = 'usage'): readonly UsagePoint[] {
    const followed = this.#followed[looked].get(id) ?? this.#begin(id, looked);
    if ($effect.tracking()) followed.subscribe();
    return followed.points;
  }

  follow(): () => void {
    return on('usage', (usage) => this.#add(usage));
  }

  #begin(id: DomainId, looked: Looked): Followed {
    const all = this.#followed[looked];
    const followed: Followed = {
      points: [],
      update: null,
      subscribe: createSubscriber((update) => {
        followed.update = update;
        all.set(id, followed);
        const end = watched.begin(looked, id);
        return () => {
          all.delete(id);
          end();
        };
      }),
    };
    if ($effect.tracking()) all.set(id, followed);
    return followed;
  }

  #add(usage: EventPayload<'usage'>): void {
    for (const { id, at, rates } of usage) {
      for (const all of Object.values(this.#followed)) {
        const followed = all.get(id);
        if (!followed) continue;
        const last = followed.points.at(-1);
        const before = last && at - last.at > GAP_MS ? [] : followed.points.slice(-(KEPT - 1));
        followed.points = [...before, { at, rates }];
        followed.update?.();
      }
    }
  }
}

export const usage = new UsageLive();
