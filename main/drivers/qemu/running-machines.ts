import { isDeepStrictEqual } from 'node:util';
import type { DomainId } from '../../domains/definition';
import type { DomainSnapshot, LockedDomain, Presence } from '../../domains/domain';
import { PaddockError } from '../../domains/failure';
import type { DriverHost } from '../driver';
import { startedAt } from '../process-identity';
import { clearRuntime } from './attach';
import type { QemuConfig } from './config';
import { discardOverlays, isDisposable } from './disposable';
import { released } from './hotplug/hotplug';
import type { LiveMachine } from './live-machine';
import type { Limits } from './operations';
import { followPulse } from './pulse';

export type Machine = LockedDomain<QemuConfig, LiveMachine>;
export type Snapshot = DomainSnapshot<QemuConfig>;

/** The machines that have a process, by identity: for consoles and measures as well, which take no lock. */
export class RunningMachines {
  readonly #live = new Map<DomainId, LiveMachine>();

  /** `observed` has what happens to one by itself noted, with the machine locked. */
  constructor(
    private readonly limits: Limits,
    private readonly observed: DriverHost<QemuConfig, LiveMachine>['observed'],
  ) {}

  /** Its process; undefined where it has none. */
  get(id: DomainId): LiveMachine | undefined {
    return this.#live.get(id);
  }

  /** Lets go of all, without stopping one. */
  release(): void {
    for (const live of this.#live.values()) live.release();
    this.#live.clear();
  }

  /** Throws `wrong-state` where the machine does not run. */
  expect(machine: Snapshot): LiveMachine {
    const live = this.#live.get(machine.id);
    if (live && !live.ending) return live;
    throw new PaddockError({
      code: 'wrong-state',
      message: `“${machine.definition.name}” does not run.`,
      cause: 'A console is there while its machine runs.',
      next: 'Start the machine first.',
    });
  }

  /** Makes a process that was started or found the machine's own, and follows it. */
  async adopt(machine: Machine, live: LiveMachine, since?: null): Promise<void> {
    const { id } = machine;
    machine.runtime = live;
    this.#live.set(id, live);
    live.onChange = () => this.observed(id, 'QEMU', (now) => this.sync(now, live));
    live.onReleased = (device) =>
      this.observed(id, 'a device that its guest let go of', () => released(live, device));
    followPulse(live, this.limits);
    await this.sync(machine, live, since);
  }

  /** Makes the registry show what is true now of the process; nothing where the machine has another one. */
  async sync(machine: Machine, live: LiveMachine, since?: null): Promise<void> {
    if (machine.runtime !== live) return;
    const { ending } = live;
    if (!ending) {
      const { state, reason } = live.doing;
      machine.setState(state, reason, since);
      // It is not shown of a machine that can't be made out, and is there again afterwards.
      if (state === 'unknown') return;
      const presence = withAgent(machine.presence ?? presenceOf(live), live);
      if (!isDeepStrictEqual(presence, machine.presence)) machine.setPresence(presence);
      return;
    }
    machine.runtime = null;
    this.#live.delete(machine.id);
    machine.setState(ending.state, ending.reason);
    await clearRuntime(live.paths);
    await discardOverlays(live.paths);
  }

  /** Works on the running process with the machine unlocked, then shows what became of it. */
  async change(
    machine: Machine,
    work: (live: LiveMachine) => Promise<{ readonly off: true } | void>,
  ): Promise<void> {
    const live = machine.runtime;
    if (!live) throw notConnected();
    try {
      const { fate, value } = await machine.unlocked(() => live.occupiedWith(() => work(live)));
      if (fate === 'gone') return;
      await this.sync(machine, live);
      // It powered off because it was asked to: nothing needs to be said of it.
      if (value && live.ending?.state === 'shutoff') machine.setState('shutoff');
    } catch (error) {
      await this.sync(machine, live);
      throw error;
    }
  }
}

/** With what the agent inside says now; nothing is known of one that does not answer. */
function withAgent(presence: Presence, { agent: { port, guest } }: LiveMachine): Presence {
  if (!guest) return { ...presence, addresses: [], agent: port === 'none' ? null : { answers: false } };
  const { addresses, ...seen } = guest;
  return { ...presence, addresses, agent: { answers: true, ...seen } };
}

function presenceOf(live: LiveMachine): Presence {
  return {
    pid: live.identity.pid,
    startedAt: startedAt(live.identity),
    accelerator: live.accelerator,
    addresses: [],
    disposable: isDisposable(live.paths),
  };
}

/** The process that a machine should have is gone. */
export function notConnected(): PaddockError {
  return new PaddockError({
    code: 'wrong-state',
    message: 'The machine has stopped.',
    next: 'Look at its state and choose what fits it.',
  });
}
