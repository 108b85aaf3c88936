/** How old an answer may be at most that is believed, in ms: what was changed before that needs no remembering. */
const BELIEVED_MS = 60_000;

/** When Paddock changed each instance last: what was asked for before that is old. Remembers the last minute. */
export class Changes {
  /** By place, the oldest first; in ms, by `performance.now()`. */
  readonly #at = new Map<string, number>();

  note(place: string): void {
    const now = performance.now();
    this.#at.delete(place);
    this.#at.set(place, now);
    for (const [other, at] of this.#at) {
      if (now - at <= BELIEVED_MS) break;
      this.#at.delete(other);
    }
  }

  /** Whether what was asked for then tells what Paddock did last. */
  isSince(place: string, asked: number): boolean {
    return performance.now() - asked <= BELIEVED_MS && asked > (this.#at.get(place) ?? -Infinity);
  }

  /** How many are remembered. */
  get size(): number {
    return this.#at.size;
  }
}
