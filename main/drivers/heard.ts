/** What was asked about something, good until something is heard of that. */
export type Question = object;

/**
 * Whether something was heard of a thing (a container) since it was asked about: what was asked before is old then. Remembers
 * only what is asked about, and forgets it when something is heard of it.
 */
export class Heard {
  readonly #good = new Map<string, Question>();

  /** What is asked about it now. */
  ask(name: string): Question {
    const question = this.#good.get(name) ?? {};
    this.#good.set(name, question);
    return question;
  }

  /** Something was heard of it. */
  note(name: string): void {
    this.#good.delete(name);
  }

  /** Forgets what was asked about things that are gone: all but these. */
  keep(there: ReadonlySet<string>): void {
    for (const name of this.#good.keys()) if (!there.has(name)) this.#good.delete(name);
  }

  isGood(name: string, question: Question | undefined): boolean {
    return question !== undefined && this.#good.get(name) === question;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#good.size;
  }
}
