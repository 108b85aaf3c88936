import { differencesOf } from '../../domains/differences';
import type { Job } from '../../domains/job';
import { Accompaniment } from './companions';
import type { QemuConfig, QemuHardware } from './config';
import { maximumOf } from './devices/processors';
import { hasController } from './devices/usb';
import { hardwareOf } from './hardware';
import { changeRunning, type Plugging } from './hotplug/hotplug';
import { NewDisks } from './new-disks';
import type { Parts } from './parts';
import type { Machine, Snapshot } from './running-machines';

/** Changes of machines' hardware: at once where they run and can take it, else at their next start. */
export class HardwareChanges {
  readonly #newDisks = new NewDisks();

  constructor(private readonly parts: Parts) {}

  /**
   * Makes what a change of the definition needs and, where the machine runs, plugs it in and out. Throws what hinders it,
   * with nothing changed.
   */
  async apply(
    machine: Machine,
    from: QemuConfig,
    to: QemuConfig,
    hardware: QemuHardware | null,
    job: Job,
  ): Promise<void> {
    const { id } = machine;
    const live = machine.runtime;
    const beside = new Accompaniment(await this.parts.installation.companions(), this.parts.paths(id));
    if (hardware) {
      const change = { from, to, wanted: hardware };
      await machine.unlocked(() =>
        this.#newDisks.make(id, change, this.parts.paths(id), () => this.parts.installation.img()),
      );
    }
    try {
      // What is plugged into a run of which nothing is kept would be kept: it waits.
      if (live && !machine.presence?.disposable && differencesOf(from, to).length > 0) {
        const context: Plugging = {
          limits: this.parts.limits,
          job,
          accompany: (network) => beside.startPasst(network),
        };
        await this.parts.running.change(machine, () => changeRunning(live, from, to, context));
      }
    } catch (error) {
      await beside.end();
      await this.#newDisks.unmake(id, from);
      throw error;
    }
    if (!hardware) await this.#newDisks.unmake(id, to);
  }

  /** The fields of the form that it takes at once, as it runs now. */
  live({ id, presence }: Snapshot): readonly string[] {
    const running = this.parts.running.get(id)?.config;
    return running && !presence?.disposable ? liveFields(running) : [];
  }

  /** Disks that were taken out are none of the running machine’s. */
  runningConfig({ id, definition }: Snapshot): QemuConfig | null {
    const running = this.parts.running.get(id)?.config;
    return running ? { ...running, detached: definition.config.detached } : null;
  }

  /** The fields whose change waits for its next start. */
  pending({ id, definition }: Snapshot): readonly string[] {
    const running = this.parts.running.get(id)?.config;
    if (!running) return [];
    const now = hardwareOf(running);
    const next = { ...hardwareOf(definition.config), fixed: now.fixed };
    return differencesOf(now, next).map(({ path }) => path);
  }
}

/** Which fields of the form a machine that runs so takes at once. */
function liveFields(running: QemuConfig): readonly string[] {
  const { slots, cdroms, networks, usb, display, balloon, cpus, processor } = running;
  return [
    ...(slots > 0 ? ['disks[]', 'cdroms[]', 'networks[]'] : []),
    ...cdroms.map(({ id }) => `cdroms.${id}.path`),
    ...networks.flatMap(({ id, mode }) => [
      `networks.${id}.link`,
      ...(mode === 'user' ? [`networks.${id}.forwards`] : []),
    ]),
    ...(hasController(usb, display !== 'none') ? ['usb.devices'] : []),
    ...(balloon ? ['balloon.target'] : []),
    ...(maximumOf(cpus, processor) > 1 ? ['cpus'] : []),
  ];
}
