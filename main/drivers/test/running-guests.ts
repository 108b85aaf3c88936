import type { DomainId } from '../../domains/definition';
import type { DomainSnapshot, LockedDomain } from '../../domains/domain';
import type { DriverHost, Usage } from '../driver';
import type { TestConfig } from './config';
import { Guest } from './guest';
import { hash } from './hash';
import { OUT_OF_MEMORY } from './troubles';

type Machine = LockedDomain<TestConfig, Guest>;
type Observed = DriverHost<TestConfig, Guest>['observed'];

/** A guest boots for this many times as long as its start takes. */
const BOOT_SHARE = 2;

/** The guests that run, for consoles, which take no lock. Changed with the machine locked, as `machine.runtime` is. */
export class RunningGuests {
  readonly #guests = new Map<DomainId, Guest>();
  readonly #seeds = new Map<DomainId, number>();

  constructor(private readonly observed: Observed) {}

  get(id: DomainId): Guest | undefined {
    return this.#guests.get(id);
  }

  all(): IterableIterator<[DomainId, Guest]> {
    return this.#guests.entries();
  }

  run(machine: Machine, startedAt: number): Guest {
    const { id } = machine;
    const { name, config } = machine.definition;
    // Blocks that are reserved for examples: they lead nowhere.
    const addresses = [`192.0.2.${1 + (hash(id) % 254)}`, `2001:db8::${(hash(id) % 65_536).toString(16)}`];
    const guest: Guest = new Guest({
      ...config,
      name,
      addresses,
      bootedAt: startedAt,
      bootTime: config.pace * BOOT_SHARE,
      poweredOff: () =>
        this.observed(id, 'guest shutdown', (locked) => {
          // By now it may be another guest that runs there, or none.
          if (locked.runtime === guest) this.stop(locked, 'shutoff', 'The guest powered itself off.');
        }),
    });
    machine.runtime = guest;
    this.#guests.set(id, guest);
    // No process id: one that was made up would be that of a stranger's process.
    machine.setPresence({ pid: null, startedAt, accelerator: 'simulated', addresses });
    return guest;
  }

  stop(machine: Machine, state: 'shutoff' | 'crashed' | 'saved', reason: string | null = null): void {
    machine.runtime?.end();
    machine.runtime = null;
    this.#guests.delete(machine.id);
    machine.setState(state, reason);
  }

  /** Lets a guest crash, as by itself. */
  crash(id: DomainId, guest: Guest): void {
    this.observed(id, 'crash', (machine) => {
      if (machine.runtime !== guest) return;
      this.stop(machine, 'crashed', OUT_OF_MEMORY.cause);
      machine.setFailure(OUT_OF_MEMORY);
    });
  }

  usage(machines: readonly DomainSnapshot<TestConfig>[]): ReadonlyMap<DomainId, Usage> {
    const found = new Map<DomainId, Usage>();
    for (const { id } of machines) {
      const guest = this.#guests.get(id);
      if (guest) found.set(id, guest.usage(this.#seedOf(id)));
    }
    return found;
  }

  close(): void {
    for (const guest of this.#guests.values()) guest.end();
    this.#guests.clear();
  }

  /** Made once: of ten thousand machines it is asked often. */
  #seedOf(id: DomainId): number {
    let seed = this.#seeds.get(id);
    if (seed === undefined) this.#seeds.set(id, (seed = hash(id)));
    return seed;
  }
}
