import type { DomainId, Failure } from '../../preload/contract';
import { failureOf } from '../bridge';
import { news, type Words } from './news.svelte';
import { route } from './route.svelte';

/** A refusal comes at once; what takes longer than this is under way, in ms. */
const REFUSED_WITHIN_MS = 300;

/**
 * Work that a dialog begins and the machine's page goes on showing: the dialog stays for a refusal, and goes as soon as
 * the work is under way.
 */
export class Work {
  isBusy = $state(false);
  failure = $state.raw<Failure | null>(null);
  #isOver = false;

  constructor(
    private readonly machine: DomainId,
    private readonly leave: () => void,
  ) {}

  /** The dialog is gone: what fails now is told elsewhere. */
  over(): void {
    this.#isOver = true;
  }

  /** `about`: the machine that the end is about, where it is another one. */
  async run<T>(
    work: () => Promise<T>,
    done: Words,
    about: (result: T) => DomainId = () => this.machine,
  ): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.failure = null;
    const leaving = setTimeout(() => this.#leave(), REFUSED_WITHIN_MS);
    try {
      const result = await work();
      news.tell(done, about(result));
      this.#leave();
    } catch (error) {
      const failure = failureOf(error);
      if (!this.#isOver) this.failure = failure;
      else if (failure.code !== 'cancelled' && !this.#isShown()) news.tellFailure(failure, this.machine);
    }
    clearTimeout(leaving);
    this.isBusy = false;
  }

  #leave(): void {
    if (!this.#isOver) this.leave();
  }

  /** Its own page shows what failed. */
  #isShown(): boolean {
    return route.current.page === 'machine' && route.current.id === this.machine;
  }
}
