import type { DomainId } from '../domains/definition';
import { PaddockError, toFailure, type Failure } from '../domains/failure';
import type { Requester } from '../domains/job';
import type { BinEntry } from '../domains/store';
import { attach } from './foreign-machines';
import { belongingsOf, checkUnneeded, needsIn, type NeededBelonging } from './image-uses';
import type { ManagedDrivers } from './managed-drivers';
import type { Operations } from './operations';

/** How long a deleted machine waits in the bin, in ms: 30 days. */
export const BIN_MS = 30 * 24 * 3_600_000;
/** How often what has waited long enough is looked for, in ms. */
const BIN_ROUND_MS = 6 * 3_600_000;

/** A deleted machine that can still be had back, until `goesAt` (ms since the epoch). */
export interface BinnedMachine extends BinEntry {
  readonly driver: string;
  readonly goesAt: number;
}

/** A machine that could not be deleted for good, and why. */
export interface NotDeleted {
  readonly name: string;
  readonly failure: Failure;
}

/** The bin of all drivers: what is in it, having it back, and deleting it for good. */
export class DeletedMachines {
  #round: NodeJS.Timeout | null = null;

  constructor(
    private readonly managed: ManagedDrivers,
    private readonly operations: Operations,
  ) {}

  /** The latest first. Takes no lock. */
  list(): readonly BinnedMachine[] {
    const all = this.managed
      .all()
      .flatMap(({ driver, list }) =>
        list.bin.entries().map((entry) => ({ ...entry, driver: driver.id, goesAt: entry.binnedAt + BIN_MS })),
      );
    return all.sort((a, b) => b.binnedAt - a.binnedAt);
  }

  /** Puts a machine back into the list; its name gets a number where it is taken by now. Throws `machine-not-found`. */
  async recover(id: DomainId, by: Requester): Promise<void> {
    const { driver, list } = this.managed.ofBin(id);
    await list.recover(id, 'recover', (machine) =>
      this.operations.perform(machine, 'recover', by, () => attach(driver, machine)),
    );
  }

  /**
   * Deletes a machine in the bin, and what Paddock made for it, for good. Throws `machine-not-found`, and `file-in-use`
   * where another machine, in the list or in the bin, needs one of its files.
   */
  async purge(id: DomainId, by: Requester): Promise<void> {
    const { driver, list, pictures, entry } = this.managed.ofBin(id);
    const since = Date.now();
    const { name } = entry.definition;
    const ended = (failure: Failure | null): void =>
      this.operations.record({
        id,
        driver: driver.id,
        name,
        operation: 'purge',
        by,
        since,
        failure,
        output: null,
      });
    try {
      await list.purge(id, 'purge', async (definition) => {
        await checkUnneeded(driver, definition, list);
        await driver.purge(definition);
        await pictures.dropAll(id);
      });
      ended(null);
    } catch (error) {
      const failure = toFailure(error);
      ended(failure);
      throw error instanceof PaddockError ? error : new PaddockError(failure, { cause: error });
    }
  }

  /**
   * Deletes all for good, what others in the bin need after these. Answers with what could not be deleted; never throws.
   */
  async empty(by: Requester): Promise<readonly NotDeleted[]> {
    const failed: NotDeleted[] = [];
    let left = this.list();
    while (left.length > 0) {
      const free = await this.#unneeded(left);
      const turn = free.length > 0 ? free : left; // each is refused, with its reason
      for (const { definition } of turn) {
        await this.purge(definition.id, by).catch((error: unknown) => {
          failed.push({ name: definition.name, failure: toFailure(error) });
        });
      }
      left = left.filter((one) => !turn.includes(one));
    }
    return failed;
  }

  /**
   * What would go with each of these, and who needs it; null where that can't be told. All machines of a driver are looked
   * through once, however many of these there are.
   */
  async belongings(
    machines: readonly BinnedMachine[],
  ): Promise<readonly (readonly NeededBelonging[] | null)[]> {
    const needs = new Map(this.managed.all().map(({ driver, list }) => [driver.id, needsIn(driver, list)]));
    return Promise.all(
      machines.map(async ({ driver: id, definition }) => {
        try {
          const { driver, list } = this.managed.driver(id);
          return await belongingsOf(driver, definition, needs.get(id) ?? needsIn(driver, list));
        } catch {
          return null;
        }
      }),
    );
  }

  async #unneeded(machines: readonly BinnedMachine[]): Promise<readonly BinnedMachine[]> {
    const belongings = await this.belongings(machines);
    return machines.filter((_, at) => !belongings[at]?.some(({ neededBy }) => neededBy.length > 0));
  }

  /** Deletes for good what has been in the bin long enough, now and again. Never throws: what fails stays for the next time. */
  async emptyInTime(): Promise<void> {
    this.#round ??= setInterval(() => void this.#emptyOld(), BIN_ROUND_MS).unref();
    await this.#emptyOld();
  }

  close(): void {
    if (this.#round) clearInterval(this.#round);
    this.#round = null;
  }

  async #emptyOld(): Promise<void> {
    for (const { definition, goesAt } of this.list()) {
      if (goesAt > Date.now()) continue;
      await this.purge(definition.id, 'Paddock').catch(() => undefined); // recorded
    }
  }
}
