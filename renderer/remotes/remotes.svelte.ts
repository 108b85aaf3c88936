import type { Failure, Remote } from '../../preload/contract';
import { call, failureOf } from '../bridge';

/** The driver that has servers on other computers. */
export const REMOTE_DRIVER = 'incus';

/** Servers elsewhere, as they were found when they were last looked at. */
class Remotes {
  list = $state.raw<readonly Remote[]>([]);
  looking = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** The members that are being moved away from, or back to. */
  moving = $state.raw<ReadonlySet<string>>(new Set());

  /** Looks at all of them; what failed before is past then. */
  async load(): Promise<void> {
    this.failure = null;
    await this.#look();
  }

  async #look(): Promise<void> {
    this.looking = true;
    try {
      this.list = await call('remotes.list', { driver: REMOTE_DRIVER });
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.looking = false;
    }
  }

  async remove(name: string): Promise<void> {
    await this.#tell(() => call('remotes.remove', { driver: REMOTE_DRIVER, name }));
  }

  async evacuate(name: string, member: string, isAway: boolean): Promise<void> {
    const key = `${name}/${member}`;
    this.moving = new Set([...this.moving, key]);
    await this.#tell(() => call('remotes.evacuate', { driver: REMOTE_DRIVER, name, member, isAway }));
    this.moving = new Set([...this.moving].filter((one) => one !== key));
  }

  async #tell(work: () => Promise<void>): Promise<void> {
    this.failure = null;
    try {
      await work();
    } catch (error) {
      this.failure = failureOf(error);
    }
    await this.#look(); // what failed stays to be read
  }
}

export const remotes = new Remotes();
