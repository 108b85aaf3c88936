import { setTimeout as delay } from 'node:timers/promises';
import type { DomainId } from '../domains/definition';
import type { DomainSnapshot } from '../domains/domain';
import { toFailure } from '../domains/failure';
import type { Hypervisor } from '../hypervisor/hypervisor';

export type Machines = Pick<Hypervisor, 'list' | 'snapshot' | 'permission' | 'start'>;

/**
 * Starts what is to start with Paddock: one order after the other, those of the same order side by side, each after its
 * delay. The next order's turn comes when all before it have been started, or have failed to. What is on already, or was
 * started meanwhile, is left alone.
 */
export class Autostart {
  readonly #stopped = new AbortController();

  constructor(
    private readonly machines: Machines,
    private readonly log: (message: string) => void,
  ) {}

  /** `ran`: what ran when Paddock, or the computer, ended last. Never throws: what fails is shown on its machine. */
  async run(ran: ReadonlySet<DomainId>): Promise<void> {
    const wanted = this.machines.list().filter((machine) => isWanted(machine, ran));
    for (const machines of inOrder(wanted)) {
      await Promise.all(machines.map((machine) => this.#start(machine)));
    }
  }

  /** Starts nothing more. */
  stop(): void {
    this.#stopped.abort();
  }

  async #start({ id, definition: { autostart } }: DomainSnapshot): Promise<void> {
    try {
      await delay((autostart?.delay ?? 0) * 1000, undefined, { signal: this.#stopped.signal, ref: false });
      if (!this.machines.permission(this.machines.snapshot(id), 'start').allowed) return;
      await this.machines.start(id, 'autostart');
    } catch (error) {
      if (!this.#stopped.signal.aborted) this.log(`${id}: ${toFailure(error).message}`);
    }
  }
}

function isWanted({ id, definition: { autostart } }: DomainSnapshot, ran: ReadonlySet<DomainId>): boolean {
  if (autostart === null) return false;
  return autostart.when === 'always' || ran.has(id);
}

/** Lists of those that have their turn together, the first first. */
function inOrder(machines: readonly DomainSnapshot[]): readonly (readonly DomainSnapshot[])[] {
  const orderOf = ({ definition }: DomainSnapshot): number => definition.autostart?.order ?? 0;
  const orders = [...new Set(machines.map(orderOf))].sort((a, b) => a - b);
  return orders.map((order) => machines.filter((machine) => orderOf(machine) === order));
}
