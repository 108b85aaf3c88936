import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { PaddockError } from '../../domains/failure';
import type { QemuConfig } from './config';
import * as disks from './devices/disks';
import { setBalloon } from './devices/memory';
import { deviceId } from './devices/names';
import * as networks from './devices/networks';
import * as optical from './devices/optical-drives';
import { plugDevice, type Plug } from './devices/plug';
import { CpuPlaceSchema, maximumOf, plugCpus, queuesOf } from './devices/processors';
import { hasController, plugUsb, unplugUsb } from './devices/usb';
import { changeForwards } from './forwards';
import type { LiveMachine } from './live-machine';
import { changeMedium, connection, type Limits } from './operations';

/** Starts the programs that a card needs beside QEMU, before it is plugged in. */
export type Accompany = (network: networks.Network) => Promise<void>;

/** One thing that is done to a running machine, and how its config is called afterwards. */
interface Step {
  run(): Promise<void>;
  undo(): Promise<void>;
  after(config: QemuConfig): QemuConfig;
}

/** The running machine as plugging sees it. */
export function plugOf(live: LiveMachine, limits: Limits): Plug {
  const qmp = connection(live);
  return {
    run: (command, args) => qmp.run(command, args),
    unplug: async (device, what) => {
      if (await live.letsGo(device, () => qmp.run('device_del', { id: device }), limits.unplug)) return;
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
  limits: Limits,
  accompany: Accompany,
): Promise<void> {
  const running = live.config ?? from;
  const steps = stepsFor(live, running, from, to, limits, accompany);
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
  if (live.config && steps.length > 0) {
    await become(
      live,
      steps.reduce((config, step) => step.after(config), running),
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
export async function settle(live: LiveMachine, config: QemuConfig, limits: Limits): Promise<void> {
  const plug = plugOf(live, limits);
  for (const card of config.networks) if (!card.link) await networks.setLink(plug, card, false);
  if (config.balloon?.target != null) await setBalloon(plug, config.balloon.target);
}

function stepsFor(
  live: LiveMachine,
  running: QemuConfig,
  from: QemuConfig,
  to: QemuConfig,
  limits: Limits,
  accompany: Accompany,
): readonly Step[] {
  const plug = plugOf(live, limits);
  return [
    ...diskSteps(plug, running, from, to),
    ...driveSteps(live, plug, running, from, to),
    ...cardSteps(live, plug, running, from, to, accompany),
    ...usbSteps(plug, running, from, to),
    ...memorySteps(plug, running, from, to),
    ...processorSteps(live, plug, running, from, to),
  ];
}

/** What of a list is to be taken out of the running machine, and what is to be put in. */
function changesOf<T extends { readonly id: string }>(
  running: readonly T[],
  from: readonly T[],
  to: readonly T[],
  isPluggable: (one: T) => boolean,
): { readonly gone: readonly T[]; readonly fresh: readonly T[] } {
  const has = (all: readonly T[], { id }: T): boolean => all.some((one) => one.id === id);
  return {
    gone: running.filter((one) => has(from, one) && !has(to, one) && isPluggable(one)),
    fresh: to.filter((one) => !has(from, one) && !has(running, one) && isPluggable(one)),
  };
}

function without<T extends { readonly id: string }>(all: readonly T[], { id }: T): T[] {
  return all.filter((one) => one.id !== id);
}

function diskSteps(plug: Plug, running: QemuConfig, from: QemuConfig, to: QemuConfig): readonly Step[] {
  const { gone, fresh } = changesOf(running.disks, from.disks, to.disks, disks.isPluggable);
  const queues = queuesOf(running.cpus, running.processor);
  const isFree = (disk: disks.Disk): boolean =>
    disk.bus === 'scsi' ? running.slots > 0 : isFreeSlot(running, gone, disk);
  return [
    ...gone.map((disk) => ({
      run: () => disks.unplugDisk(plug, disk),
      undo: () => disks.plugDisk(plug, disk, queues),
      after: (config: QemuConfig) => ({ ...config, disks: without(config.disks, disk) }),
    })),
    ...controllerSteps(
      plug,
      running,
      fresh.some(({ bus }) => bus === 'scsi'),
    ),
    ...fresh.filter(isFree).map((disk) => ({
      run: () => disks.plugDisk(plug, disk, queues),
      undo: () => disks.unplugDisk(plug, disk),
      after: (config: QemuConfig) => ({ ...config, disks: [...config.disks, disk] }),
    })),
  ];
}

/** A device that was taken out of the definition but not out of the machine may still stand there. */
function isFreeSlot(
  { slots, disks: has, networks: cards }: QemuConfig,
  gone: readonly { readonly id: string }[],
  { place }: { readonly place: number | null },
): boolean {
  if (place === null || place >= slots) return false;
  const standing = [...has.filter(({ bus }) => bus === 'virtio' || bus === 'nvme'), ...cards];
  return !standing.some((one) => one.place === place && !gone.some(({ id }) => id === one.id));
}

function controllerSteps(plug: Plug, running: QemuConfig, isNeeded: boolean): readonly Step[] {
  if (!isNeeded || running.scsi || running.slots === 0) return [];
  const controller = disks.scsiController(running.slots, queuesOf(running.cpus, running.processor));
  return [
    {
      run: () => plugDevice(plug, controller),
      undo: () => plug.unplug('scsi', 'SCSI controller'),
      after: (config) => ({ ...config, scsi: true }),
    },
  ];
}

function driveSteps(
  live: LiveMachine,
  plug: Plug,
  running: QemuConfig,
  from: QemuConfig,
  to: QemuConfig,
): readonly Step[] {
  const { gone, fresh } = changesOf(running.cdroms, from.cdroms, to.cdroms, optical.isPluggable);
  const now = (id: string): optical.OpticalDrive | undefined => running.cdroms.find((one) => one.id === id);
  const changed = to.cdroms.filter(({ id, path }) => {
    const before = from.cdroms.find((one) => one.id === id);
    return before && now(id) && before.path !== path;
  });
  const withMedium = (config: QemuConfig, id: string, path: string | null): QemuConfig => ({
    ...config,
    cdroms: config.cdroms.map((one) => (one.id === id ? { ...one, path } : one)),
  });
  return [
    ...gone.map((drive) => ({
      run: () => optical.unplugDrive(plug, drive),
      undo: () => optical.plugDrive(plug, drive),
      after: (config: QemuConfig) => ({ ...config, cdroms: without(config.cdroms, drive) }),
    })),
    ...controllerSteps(plug, running, fresh.length > 0 && !to.disks.some(({ bus }) => bus === 'scsi')),
    ...(running.slots > 0 ? fresh : []).map((drive) => ({
      run: () => optical.plugDrive(plug, drive),
      undo: () => optical.unplugDrive(plug, drive),
      after: (config: QemuConfig) => ({ ...config, cdroms: [...config.cdroms, drive] }),
    })),
    ...changed.map(({ id, path }) => ({
      run: () => changeMedium(live, id, path),
      undo: () => changeMedium(live, id, now(id)?.path ?? null),
      after: (config: QemuConfig) => withMedium(config, id, path),
    })),
  ];
}

function cardSteps(
  live: LiveMachine,
  plug: Plug,
  running: QemuConfig,
  from: QemuConfig,
  to: QemuConfig,
  accompany: Accompany,
): readonly Step[] {
  const { gone, fresh } = changesOf(running.networks, from.networks, to.networks, networks.isPluggable);
  const { passt } = live.paths;
  const plugIn = async (card: networks.Network): Promise<void> => {
    await accompany(card);
    await networks.plugCard(plug, card, passt(card.id));
  };
  const replaced = (config: QemuConfig, card: networks.Network): QemuConfig => ({
    ...config,
    networks: config.networks.map((one) => (one.id === card.id ? card : one)),
  });
  const kept = to.networks.flatMap((card) => {
    const before = from.networks.find(({ id }) => id === card.id);
    const now = running.networks.find(({ id }) => id === card.id);
    return before && now ? [{ card, before, now }] : [];
  });
  return [
    ...gone.map((card) => ({
      run: () => networks.unplugCard(plug, card),
      undo: () => plugIn(card),
      after: (config: QemuConfig) => ({ ...config, networks: without(config.networks, card) }),
    })),
    ...fresh
      .filter((card) => isFreeSlot(running, [...gone], card) && card.mode !== 'bridge')
      .map((card) => ({
        run: () => plugIn(card),
        undo: () => networks.unplugCard(plug, card),
        after: (config: QemuConfig) => ({ ...config, networks: [...config.networks, card] }),
      })),
    ...kept
      .filter(({ card, before }) => card.link !== before.link)
      .map(({ card, now }) => ({
        run: () => networks.setLink(plug, card, card.link),
        undo: () => networks.setLink(plug, card, !card.link),
        after: (config: QemuConfig) => replaced(config, { ...now, link: card.link }),
      })),
    ...kept.flatMap(({ card, before, now }) => {
      if (card.mode !== 'user' || before.mode !== 'user' || now.mode !== 'user') return [];
      if (JSON.stringify(card.forwards) === JSON.stringify(before.forwards)) return [];
      const { forwards } = card;
      const at = to.networks.indexOf(card);
      return [
        {
          run: () => changeForwards(live, card.id, at, before.forwards, forwards),
          undo: () => changeForwards(live, card.id, at, forwards, before.forwards),
          after: (config: QemuConfig) => ({
            ...config,
            networks: config.networks.map((one) =>
              one.id === card.id && one.mode === 'user' ? { ...one, forwards } : one,
            ),
          }),
        },
      ];
    }),
  ];
}

function usbSteps(plug: Plug, running: QemuConfig, from: QemuConfig, to: QemuConfig): readonly Step[] {
  if (!hasController(running.usb, running.display !== 'none')) return [];
  const all = [running, from, to].map(({ usb }) => usb.devices);
  const [now = [], before = [], after = []] = all;
  const { gone, fresh } = changesOf(now, before, after, () => true);
  return [
    ...gone.map((device) => ({
      run: () => unplugUsb(plug, device),
      undo: () => plugUsb(plug, device),
      after: (config: QemuConfig) => ({
        ...config,
        usb: { ...config.usb, devices: without(config.usb.devices, device) },
      }),
    })),
    ...fresh.map((device) => ({
      run: () => plugUsb(plug, device),
      undo: () => unplugUsb(plug, device),
      after: (config: QemuConfig) => ({
        ...config,
        usb: { ...config.usb, devices: [...config.usb.devices, device] },
      }),
    })),
  ];
}

function memorySteps(plug: Plug, running: QemuConfig, from: QemuConfig, to: QemuConfig): readonly Step[] {
  const { balloon } = to;
  if (!running.balloon || !balloon || balloon.target === from.balloon?.target) return [];
  const before = running.balloon.target;
  return [
    {
      run: () => setBalloon(plug, Math.min(running.memory, balloon.target ?? running.memory)),
      undo: () => setBalloon(plug, before ?? running.memory),
      after: (config) => ({ ...config, balloon }),
    },
  ];
}

/** Whether the running machine can have so many CPUs without a start. */
export function canHaveCpus(running: QemuConfig, cpus: number): boolean {
  return cpus <= maximumOf(running.cpus, running.processor);
}

function processorSteps(
  live: LiveMachine,
  plug: Plug,
  running: QemuConfig,
  from: QemuConfig,
  to: QemuConfig,
): readonly Step[] {
  if (to.cpus === from.cpus || !canHaveCpus(running, to.cpus)) return [];
  const have = async (count: number): Promise<void> => {
    const places = await connection(live).execute('query-hotpluggable-cpus', z.array(CpuPlaceSchema));
    await plugCpus(plug, places, count);
  };
  return [
    {
      run: () => have(to.cpus),
      undo: () => have(running.cpus),
      after: (config) => ({ ...config, cpus: to.cpus, processor: withMaximum(running) }),
    },
  ];
}

/** What was the maximum at the start stays it, however many there are now. */
function withMaximum({ cpus, processor }: QemuConfig): QemuConfig['processor'] {
  return { ...processor, maximum: maximumOf(cpus, processor) };
}
