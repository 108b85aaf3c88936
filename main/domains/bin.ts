import type { DomainId } from './definition';
import { PaddockError } from './failure';
import type { BinEntry } from './store';

/**
 * The deleted machines of one driver. Takes no lock: an entry is claimed in one synchronous step by whoever recovers or
 * purges it, and nobody else gets it until that has ended.
 */
export class Bin<C> {
  readonly #entries = new Map<DomainId, BinEntry<C>>();
  /** What is being done to an entry now. */
  readonly #claims = new Map<DomainId, string>();

  constructor(private readonly changed: () => void) {}

  get(id: DomainId): BinEntry<C> | undefined {
    return this.#entries.get(id);
  }

  /** The latest deleted first. */
  entries(): readonly BinEntry<C>[] {
    return [...this.#entries.values()].sort((a, b) => b.binnedAt - a.binnedAt);
  }

  put(...entries: readonly BinEntry<C>[]): void {
    for (const entry of entries) this.#entries.set(entry.definition.id, entry);
    if (entries.length > 0) this.changed();
  }

  /**
   * Runs `work` with an entry that is nobody else's meanwhile. When it succeeds the entry is out of the bin, when it
   * fails it is there as before. Throws `machine-not-found`, `busy`.
   */
  async take<T>(id: DomainId, purpose: string, work: (entry: BinEntry<C>) => Promise<T>): Promise<T> {
    const entry = this.#entries.get(id);
    if (!entry) throw notInBin();
    const claim = this.#claims.get(id);
    if (claim !== undefined) {
      throw new PaddockError({
        code: 'busy',
        message: `“${entry.definition.name}” is busy.`,
        cause: `“${claim}” is being done to it in the bin.`,
        next: 'Wait until that ends.',
        remedy: { kind: 'retry' },
      });
    }
    this.#claims.set(id, purpose);
    try {
      const result = await work(entry);
      this.#entries.delete(id);
      this.changed();
      return result;
    } finally {
      this.#claims.delete(id);
    }
  }
}

export function notInBin(): PaddockError {
  return new PaddockError({
    code: 'machine-not-found',
    message: 'This machine is not in the bin.',
    cause: 'It was put back or deleted for good meanwhile.',
    next: 'Look for it in the list of machines.',
  });
}
