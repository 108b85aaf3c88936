import type { Definition, DomainId } from '../domains/definition';
import type { LockedDomain } from '../domains/domain';
import { PaddockError, toFailure } from '../domains/failure';
import { asNewChain } from '../domains/lock';
import type { Driver } from '../drivers/driver';
import type { Managed } from './operations';

/** Finds out what a machine is doing. It stays listed whatever goes wrong: what can't be known is shown as unknown. */
export async function attach(driver: Driver, machine: LockedDomain<unknown, unknown>): Promise<void> {
  try {
    await driver.attach(machine);
  } catch (error) {
    const failure = toFailure(error);
    machine.setState('unknown', failure.message, null);
    machine.setFailure(failure);
  }
}

/** So many of those that went are remembered, the latest. */
const LOST_MAX = 1_000;

/** The machines of one driver that other tools make and remove: the list follows what is there. */
export class ForeignMachines {
  /** What was known of those that went, for when they come back; the oldest first. */
  readonly #lost = new Map<DomainId, Definition>();
  /** What is said of one machine is done in the order in which it is said. */
  readonly #turns = new Map<DomainId, Promise<void>>();

  constructor(
    private readonly managed: Managed,
    private readonly log: (message: string) => void,
    private readonly lostMax = LOST_MAX,
  ) {}

  /** Lists a machine that was found, unless it is in the list or in the bin. Never throws. */
  appeared(found: Definition): Promise<void> {
    const { driver, list } = this.managed;
    return this.#inTurn(found.id, async () => {
      if (list.has(found.id) || list.bin.get(found.id)) return;
      const definition = this.#lost.get(found.id) ?? found;
      this.#lost.delete(found.id);
      for (;;) {
        // Its name is free at its own tool, but another machine may be shown under it here.
        const named = { ...definition, name: list.freeName(definition.name) };
        try {
          return await list.add(named, 'attach', (machine) => attach(driver, machine), 'unknown');
        } catch (error) {
          if (!(error instanceof PaddockError) || error.code !== 'name-taken') throw error;
        }
      }
    });
  }

  /** Takes a machine that is gone out of the list. Never throws. */
  vanished(id: DomainId): Promise<void> {
    return this.#inTurn(id, async () => {
      if (!this.managed.list.has(id)) return;
      this.#remember(await this.managed.list.drop(id, 'vanished'));
    });
  }

  #remember(definition: Definition): void {
    this.#lost.delete(definition.id);
    this.#lost.set(definition.id, definition);
    for (const [oldest] of this.#lost) {
      if (this.#lost.size <= this.lostMax) return;
      this.#lost.delete(oldest);
    }
  }

  async #inTurn(id: DomainId, work: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(id) ?? Promise.resolve())
      .then(() => asNewChain(work))
      .catch((error: unknown) => this.log(`${id}: ${toFailure(error).message}`));
    this.#turns.set(id, turn);
    await turn;
    if (this.#turns.get(id) === turn) this.#turns.delete(id);
  }
}
