import type { DetachedConsole } from '../../preload/contract';
import { call, failureOf, on } from '../bridge';
import { news } from './news.svelte';

/** Which consoles have windows of their own. */
class Detached {
  #all = $state.raw<readonly DetachedConsole[]>([]);

  has(id: DetachedConsole['id'], console: string): boolean {
    return this.#all.some((one) => one.id === id && one.console === console);
  }

  async show(what: DetachedConsole): Promise<void> {
    await call('detached.show', what).catch((error: unknown) => news.tellFailure(failureOf(error), what.id));
  }

  async close(what: DetachedConsole): Promise<void> {
    await call('detached.close', what).catch((error: unknown) => news.tellFailure(failureOf(error), what.id));
  }

  /** Begins to follow main. Returns the function that ends it. */
  follow(): () => void {
    const end = on('detached', (all) => (this.#all = all));
    void call('detached.list', {}).then((all) => (this.#all = all));
    return end;
  }
}

export const detached = new Detached();
