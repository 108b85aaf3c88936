import type { DomainId } from '../domains/definition';

/**
 * Which thing of a hypervisor's (a container, an instance) each machine is, where other tools make and remove such things as
 * well: what is there is compared with this. `P` is what tells where one is, `keyOf` says the same in one word.
 */
export class Places<P> {
  readonly #places = new Map<DomainId, P>();
  /** The machines at each place, by its word: it is asked for each of many things whether a machine is there. */
  readonly #at = new Map<string, readonly DomainId[]>();
  readonly #moving = new Set<DomainId>();

  constructor(private readonly keyOf: (place: P) => string) {}

  get(id: DomainId): P | undefined {
    return this.#places.get(id);
  }

  set(id: DomainId, place: P): void {
    this.#leave(id);
    this.#places.set(id, place);
    const key = this.keyOf(place);
    this.#at.set(key, [...(this.#at.get(key) ?? []), id]);
  }

  delete(id: DomainId): void {
    this.#leave(id);
    this.#places.delete(id);
  }

  #leave(id: DomainId): void {
    const place = this.#places.get(id);
    if (place === undefined) return;
    const key = this.keyOf(place);
    const others = (this.#at.get(key) ?? []).filter((one) => one !== id);
    if (others.length > 0) this.#at.set(key, others);
    else this.#at.delete(key);
  }

  ids(): readonly DomainId[] {
    return [...this.#places.keys()];
  }

  all(): readonly P[] {
    return [...this.#places.values()];
  }

  /** The machine that is there; undefined where none is. */
  at(place: P): DomainId | undefined {
    return this.#at.get(this.keyOf(place))?.[0];
  }

  /** The machines of which nothing is there any more, by another tool's doing: they have no place from now on. */
  takeMissing(isThere: (place: P) => boolean): readonly DomainId[] {
    const missing = [...this.#places].filter(([id, place]) => !this.#moving.has(id) && !isThere(place));
    for (const [id] of missing) this.delete(id);
    return missing.map(([id]) => id);
  }

  /** Whether Paddock itself makes, renames or deletes what the machine is, just now. */
  isMoving(id: DomainId): boolean {
    return this.#moving.has(id);
  }

  /** Whether Paddock itself does that with any of them: what is there is not to be told from other tools' doing meanwhile. */
  get isAnyMoving(): boolean {
    return this.#moving.size > 0;
  }

  /** The words of the places at which Paddock itself changes nothing just now: what is missing of these is gone. */
  settled(): ReadonlySet<string> {
    const settled = [...this.#places].filter(([id]) => !this.#moving.has(id));
    return new Set(settled.map(([, place]) => this.keyOf(place)));
  }

  /**
   * Does what brings a machine to a place, so that it is not taken for another tool's doing. Where that fails the machine is
   * where it was.
   */
  async moving<T>(id: DomainId, to: P, work: () => Promise<T>): Promise<T> {
    const before = this.#places.get(id);
    this.#moving.add(id);
    this.set(id, to);
    try {
      return await work();
    } catch (error) {
      if (before) this.set(id, before);
      else this.delete(id);
      throw error;
    } finally {
      this.#moving.delete(id);
    }
  }

  /**
   * As `moving`, where only the work tells the place at which the machine is in the end: it has that one before anything that
   * is there is compared again.
   */
  async making<Made extends P>(id: DomainId, planned: P, work: () => Promise<Made>): Promise<Made> {
    return this.moving(id, planned, async () => {
      const made = await work();
      this.set(id, made);
      return made;
    });
  }
}
