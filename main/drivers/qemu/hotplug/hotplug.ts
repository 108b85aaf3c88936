import { writeFile } from 'node:fs/promises';
import { PaddockError } from '../../../domains/failure';
import type { Job } from '../../../domains/job';
import type { QemuConfig } from '../config';
import { setBalloon } from '../devices/memory';
import { deviceId } from '../devices/names';
import { setLink } from '../devices/networks';
import type { Plug } from '../devices/plug';
import type { LiveMachine } from '../live-machine';
import { connection, type Limits } from '../operations';
import { QmpCommandError } from '../qmp';
import { diskSteps } from './disks';
import { memorySteps } from './memory';
import { cardSteps, type Accompany } from './networks';
import { driveSteps } from './optical-drives';
import { processorSteps } from './processors';
import type { Step } from './step';
import { usbSteps } from './usb';

/** What plugging needs besides the machine. */
export interface Plugging {
  readonly limits: Limits;
  /** Told what is waited for; ends the waiting. */
  readonly job: Pick<Job, 'report' | 'signal'>;
  readonly accompany: Accompany;
}

/** The running machine as plugging sees it. */
function plugOf(live: LiveMachine, { limits, job }: Pick<Plugging, 'limits' | 'job'>): Plug {
  const qmp = connection(live);
  return {
    run: (command, args) => qmp.run(command, args),
    unplug: async (device, what) => {
      const ask = (): Promise<void> =>
        qmp.run('device_del', { id: device }).catch((error: unknown) => {
          const isUnderWay =
            error instanceof QmpCommandError && /already in the process of unplug/i.test(error.description);
          if (!isUnderWay) throw error;
        });
      job.report(`Waiting for the system inside to let go of the ${what}`);
      if (await live.letsGo(device, ask, limits.unplug, job.signal)) return;
      if (job.signal.aborted) throw job.signal.reason;
      throw new PaddockError({
        code: 'guest-not-listening',
        message: `The system inside did not let go of the ${what}.`,
        cause: `It was asked to ${Math.round(limits.unplug / 1000)} s ago. It may use it still, not have started yet, or not know how.`,
        next: 'Let go of it inside (unmount it, say) and try again, or take it out while the machine is off.',
        remedy: { kind: 'retry' },
      });
    },
  };
}

/**
 * Makes a running machine have at once what can be had at once of the change of its definition; the rest comes with its
 * next start. Where one thing fails, what was done before is undone in reverse, and the machine is as it was.
 */
export async function changeRunning(
  live: LiveMachine,
  from: QemuConfig,
  to: QemuConfig,
  plugging: Plugging,
): Promise<void> {
  const running = live.config ?? from;
  const steps = stepsFor(live, running, from, to, plugging);
  const done: Step[] = [];
  try {
    for (const step of steps) {
      await step.run();
      done.unshift(step);
    }
  } catch (error) {
    for (const step of done) await step.undo().catch(() => undefined);
    throw error;
  }
  // From what it has now: its guest may have let go of something else meanwhile.
  if (live.config && steps.length > 0) {
    await become(
      live,
      steps.reduce((config, step) => step.after(config), live.config),
    );
  }
}

/** What the machine has now, for the Paddock that finds it later. */
export async function become(live: LiveMachine, config: QemuConfig): Promise<void> {
  live.config = config;
  await writeFile(live.paths.startedWith, JSON.stringify(config), { mode: 0o600 });
}

/** Takes hold of a device that the guest let go of long after it was asked to. */
export async function released(live: LiveMachine, device: string): Promise<void> {
  const { config, qmp } = live;
  if (!config || !qmp) return;
  const isIt = ({ id }: { readonly id: string }): boolean => deviceId(id) === device;
  const disk = config.disks.find(isIt);
  const card = config.networks.find(isIt);
  if (disk) await qmp.run('blockdev-del', { 'node-name': disk.id }).catch(() => undefined);
  if (card) await qmp.run('netdev_del', { id: card.id }).catch(() => undefined);
  const rest = <T extends { readonly id: string }>(all: readonly T[]): T[] => all.filter((one) => !isIt(one));
  await become(live, {
    ...config,
    disks: rest(config.disks),
    networks: rest(config.networks),
    cdroms: rest(config.cdroms),
    usb: { ...config.usb, devices: rest(config.usb.devices) },
  });
}

/** What has to be done to a machine that has just started, besides what its command line says. */
export async function settle(live: LiveMachine, { networks, balloon }: QemuConfig): Promise<void> {
  const qmp = connection(live);
  const plug = { run: (command: string, args: Readonly<Record<string, unknown>>) => qmp.run(command, args) };
  for (const card of networks) if (!card.link) await setLink(plug, card, false);
  if (balloon?.target != null) await setBalloon(plug, balloon.target);
}

function stepsFor(
  live: LiveMachine,
  running: QemuConfig,
  from: QemuConfig,
  to: QemuConfig,
  plugging: Plugging,
): readonly Step[] {
  const plug = plugOf(live, plugging);
  return [
    ...diskSteps(plug, running, from, to),
    ...driveSteps(live, plug, running, from, to),
    ...cardSteps(live, plug, running, from, to, plugging.accompany),
    ...usbSteps(plug, running, from, to),
    ...memorySteps(plug, running, from, to),
    ...processorSteps(live, plug, running, from, to),
  ];
}
