/** How many identities are remembered: whoever has missed more looks at all anew. */
const REMEMBERED = 4_000;

interface Batch<K> {
  readonly version: number;
  readonly ids: readonly K[];
}

/** Which machines have changed lately: what is made of all of them is kept by looking at those alone. */
export class Changes<K> {
  #version = 0;
  /** What is older than this is not remembered. */
  #since = 0;
  #batches: Batch<K>[] = [];
  #remembered = 0;

  /** Grows with each batch. */
  get version(): number {
    return this.#version;
  }

  note(ids: Iterable<K>): void {
    const batch = { version: ++this.#version, ids: [...ids] };
    this.#batches.push(batch);
    this.#remembered += batch.ids.length;
    while (this.#remembered > REMEMBERED) {
      const oldest = this.#batches.shift();
      if (!oldest) return;
      this.#since = oldest.version;
      this.#remembered -= oldest.ids.length;
    }
  }

  /** Those that have changed since, were added or went; null where that is too long ago to be known. */
  since(version: number): ReadonlySet<K> | null {
    if (version < this.#since) return null;
    return new Set(this.#batches.flatMap((batch) => (batch.version > version ? batch.ids : [])));
  }
}
