/** How far something was at one moment (ms since the epoch). */
interface Sample {
  readonly at: number;
  readonly done: number;
}

/** What is looked back on: long enough to be steady, short enough to follow a drive that becomes slower. */
const SPAN_MS = 15_000;
/** Less than this tells nothing of a speed. */
const LEAST_MS = 1_500;

/** How fast something goes on, from what it told of itself lately. */
export class Pace {
  #samples: readonly Sample[] = [];
  #of = '';

  /** It has come so far. `of`: what is counted; where that changes, counting begins anew. */
  note(now: number, done: number, of: string): void {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (of !== this.#of || (first && done < first.done)) this.#samples = [];
    else if (last && done <= last.done) return; // told twice, or on two ways of which one is slower
    this.#of = of;
    const recent = this.#samples.filter(({ at }) => at >= now - SPAN_MS);
    // The last before it is kept: something that tells seldom has a speed as well.
    const before = this.#samples[this.#samples.length - recent.length - 1];
    this.#samples = [...(before ? [before] : []), ...recent, { at: now, done }];
  }

  /** So much a second; null while that can't be told, or nothing moves. */
  perSecond(now: number): number | null {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (!first || !last || last.at - first.at < LEAST_MS) return null;
    const moved = last.done - first.done;
    // Until now, not until the last sample: what stands still becomes slower.
    return moved > 0 ? (moved * 1000) / (Math.max(now, last.at) - first.at) : null;
  }

  /** How long it still takes, in ms. */
  left(now: number, total: number): number | null {
    const speed = this.perSecond(now);
    const last = this.#samples.at(-1);
    return speed === null || !last ? null : (Math.max(0, total - last.done) * 1000) / speed;
  }
}
