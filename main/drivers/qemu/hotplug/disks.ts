import type { QemuConfig } from '../config';
import * as disks from '../devices/disks';
import { plugDevice, type Plug } from '../devices/plug';
import { queuesOf } from '../devices/processors';
import { refusalFailure } from '../errors';
import { namingHolder } from '../images/holders';
import { changesOf, without, type Step } from './step';

export function diskSteps(
  plug: Plug,
  running: QemuConfig,
  from: QemuConfig,
  to: QemuConfig,
): readonly Step[] {
  const { gone, fresh } = changesOf(running.disks, from.disks, to.disks, disks.isPluggable);
  const queues = queuesOf(running.cpus, running.processor);
  const isFree = (disk: disks.Disk): boolean =>
    disk.bus === 'scsi' ? running.slots > 0 : isFreeSlot(running, gone, disk);
  return [
    ...gone.map((disk) => ({
      run: () => disks.unplugDisk(plug, disk),
      undo: () => plugIn(plug, disk, queues),
      after: (config: QemuConfig) => ({ ...config, disks: without(config.disks, disk) }),
    })),
    ...controllerSteps(
      plug,
      running,
      fresh.some(({ bus }) => bus === 'scsi'),
    ),
    ...fresh.filter(isFree).map((disk) => ({
      run: () => plugIn(plug, disk, queues),
      undo: () => disks.unplugDisk(plug, disk),
      after: (config: QemuConfig) => ({ ...config, disks: [...config.disks, disk] }),
    })),
  ];
}

/** Throws, in words for a person, why a disk can't be plugged in; where another has its image, who that is. */
function plugIn(plug: Plug, disk: disks.Disk, queues: number | undefined): Promise<void> {
  return namingHolder([disk.path], async () => {
    try {
      await disks.plugDisk(plug, disk, queues);
    } catch (error) {
      throw refusalFailure(error);
    }
  });
}

/** A device that was taken out of the definition but not out of the machine may still stand there. */
export function isFreeSlot(
  { slots, disks: has, networks: cards }: QemuConfig,
  gone: readonly { readonly id: string }[],
  { place }: { readonly place: number | null },
): boolean {
  if (place === null || place >= slots) return false;
  const standing = [...has.filter(({ bus }) => bus === 'virtio' || bus === 'nvme'), ...cards];
  return !standing.some((one) => one.place === place && !gone.some(({ id }) => id === one.id));
}

export function controllerSteps(plug: Plug, running: QemuConfig, isNeeded: boolean): readonly Step[] {
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
