import type { DomainId } from '../domains/definition';

/**
 * Which thing of a hypervisor's (a container, an instance) each machine is, where other tools make and remove such things as
 * well: what is there is compared with this. `P` is what tells where one is, `keyOf` says the same in one word.
 */
export class Places<P> {
  readonly #places = new Map<DomainId, P>();
  readonly #moving = new Set<DomainId>();

  constructor(private readonly keyOf: (place: P) => string) {}

  get(id: DomainId): P | undefined {
    return this.#places.get(id);
  }

  set(id: DomainId, place: P): void {
    this.#places.set(id, place);
  }

  delete(id: DomainId): void {
    this.#places.delete(id);
  }

  ids(): readonly DomainId[] {
    return [...this.#places.keys()];
  }

  all(): readonly P[] {
    return [...this.#places.values()];
  }

  /** The machine that is there; undefined where none is. */
  at(place: P): DomainId | undefined {
    const key = this.keyOf(place);
    for (const [id, one] of this.#places) if (this.keyOf(one) === key) return id;
    return undefined;
  }

  /** The machines of which nothing is there any more, by another tool's doing: they have no place from now on. */
  takeMissing(isThere: (place: P) => boolean): readonly DomainId[] {
    const missing = [...this.#places].filter(([id, place]) => !this.#moving.has(id) && !isThere(place));
    for (const [id] of missing) this.#places.delete(id);
    return missing.map(([id]) => id);
  }

  /** Whether Paddock itself makes, renames or deletes what the machine is, just now. */
  isMoving(id: DomainId): boolean {
    return this.#moving.has(id);
  }

  /**
   * Does what brings a machine to a place, so that it is not taken for another tool's doing. Where that fails the machine is
   * where it was.
   */
  async moving<T>(id: DomainId, to: P, work: () => Promise<T>): Promise<T> {
    const before = this.#places.get(id);
    this.#moving.add(id);
    this.#places.set(id, to);
    try {
      return await work();
    } catch (error) {
      if (before) this.#places.set(id, before);
      else this.#places.delete(id);
      throw error;
    } finally {
      this.#moving.delete(id);
    }
  }
}
