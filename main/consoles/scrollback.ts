const FIRST_CAPACITY = 16 * 1024;

/** What was read of a scrollback. */
export interface Stretch {
  readonly bytes: Uint8Array;
  /** The position after it. */
  readonly next: number;
  /** How many bytes before it are not kept any more. */
  readonly missed: number;
}

/**
 * The last so many bytes of a console, and where in the whole stream they lie. A ring that grows up to its limit: adding
 * costs as much for a byte as for a block, whatever is kept.
 */
export class Scrollback {
  #ring = new Uint8Array(0);
  /** Where in the ring the oldest byte lies. */
  #oldest = 0;
  #kept = 0;
  #end = 0;

  constructor(private readonly limitBytes: number) {}

  /** How many bytes have ever been added. */
  get end(): number {
    return this.#end;
  }

  add(bytes: Uint8Array): void {
    this.#end += bytes.length;
    const news = bytes.length > this.limitBytes ? bytes.subarray(bytes.length - this.limitBytes) : bytes;
    if (this.#kept + news.length > this.#ring.length) this.#grow(this.#kept + news.length);
    const capacity = this.#ring.length;
    const at = (this.#oldest + this.#kept) % Math.max(1, capacity);
    const first = news.subarray(0, capacity - at);
    this.#ring.set(first, at);
    this.#ring.set(news.subarray(first.length), 0);
    const lost = Math.max(0, this.#kept + news.length - capacity);
    this.#oldest = (this.#oldest + lost) % Math.max(1, capacity);
    this.#kept += news.length - lost;
  }

  /** A copy of what was added from `position` on, at most `most` bytes; later where what lay there is not kept any more. */
  from(position: number, most: number): Stretch {
    const begin = this.#end - this.#kept;
    const start = Math.max(position, begin);
    const length = Math.max(0, Math.min(most, this.#end - start));
    const bytes = this.#copy(start - begin, length);
    return { bytes, next: start + length, missed: start - position };
  }

  #copy(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    if (length === 0) return bytes;
    const at = (this.#oldest + offset) % this.#ring.length;
    const first = this.#ring.subarray(at, at + length);
    bytes.set(first);
    bytes.set(this.#ring.subarray(0, length - first.length), first.length);
    return bytes;
  }

  #grow(needed: number): void {
    const capacity = Math.min(this.limitBytes, Math.max(FIRST_CAPACITY, 2 * this.#ring.length, needed));
    if (capacity === this.#ring.length) return;
    const ring = new Uint8Array(capacity);
    ring.set(this.#copy(0, this.#kept));
    this.#ring = ring;
    this.#oldest = 0;
  }
}
