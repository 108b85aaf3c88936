import type { DomainId, EventPayload } from '../../preload/contract';
import { on } from '../bridge';
import { NO_AMOUNTS, type Amounts } from './amounts';
import { machines } from './machines.svelte';
import { watched } from './watched.svelte';

/** How often machines may be put in another order, in ms. */
const CALM_MS = 4_000;
/** So long after it was asked for the order follows at once: first come those in sight, a moment later all. In ms. */
const FRESH_MS = 6_000;
/** So long after a key nothing moves, in ms. */
const KEY_MS = 5_000;
const TICK_MS = 1_000;

/** Of what was heard since the last order. */
class Mean {
  #sum = 0;
  #count = 0;

  add(value: number | null): void {
    if (value === null) return;
    this.#sum += value;
    this.#count++;
  }

  get value(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }
}

/**
 * What all active machines take, for a list in that order. It is told every few seconds only, and not while a person is at
 * the list: what is under a pointer must stay there.
 */
class Loads {
  /** As they were when the list was put in order last, of those that were there. */
  amounts = $state.raw<Amounts>(NO_AMOUNTS);
  readonly #heard = new Map<DomainId, { readonly cpu: Mean; readonly memory: Mean }>();
  #wanted = 0;
  #held = 0;
  #freshUntil = 0;
  #toldAt = 0;
  #keyAt = 0;

  /** Has all measured, for as long as a list is in their order; returns the function that ends it. */
  want(): () => void {
    if (this.#wanted++ === 0) this.#freshUntil = Date.now() + FRESH_MS;
    const ends = [watched.beginAll(), on('usage', (usage) => this.#hear(usage))];
    const timer = setInterval(() => this.#tell(), TICK_MS);
    return () => {
      clearInterval(timer);
      for (const end of ends) end();
      if (--this.#wanted === 0) this.#heard.clear();
    };
  }

  /** Lets nothing move until what is returned is called. */
  hold(): () => void {
    this.#held++;
    return () => this.#held--;
  }

  /** A key moves in the list: nothing else does for a while. */
  touch(): void {
    this.#keyAt = Date.now();
  }

  #hear(usage: EventPayload<'usage'>): void {
    for (const { id, rates } of usage) {
      const heard = this.#heard.get(id) ?? { cpu: new Mean(), memory: new Mean() };
      heard.cpu.add(rates.cpu);
      heard.memory.add(rates.memory);
      this.#heard.set(id, heard);
    }
  }

  #tell(): void {
    const now = Date.now();
    if (this.#heard.size === 0) return;
    const isHeld = this.#held > 0 || now - this.#keyAt < KEY_MS;
    if (now >= this.#freshUntil && (isHeld || now - this.#toldAt < CALM_MS)) return;
    const heard = [...this.#heard].map(
      ([id, { cpu, memory }]) => [id, { cpu: cpu.value, memory: memory.value }] as const,
    );
    this.amounts = new Map([...this.amounts, ...heard].filter(([id]) => machines.row(id)));
    this.#heard.clear();
    this.#toldAt = now;
  }
}

export const loads = new Loads();
