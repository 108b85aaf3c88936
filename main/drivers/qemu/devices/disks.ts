import { z } from 'zod';
import { WholePathSchema } from '../../../domains/path';
import { deviceId, IdSchema } from './names';
import { blockdevArgument, deviceArgument, type DeviceProperties } from './options';
import { plugDevice, type Plug } from './plug';
import { PlaceSchema, SCSI_PORT, slotBus } from './slots';

export const DiskBusSchema = z.enum(['virtio', 'scsi', 'sata', 'nvme']);
export type DiskBus = z.infer<typeof DiskBusSchema>;

/**
 * When a write counts as done: `writeback` with this computer’s cache, flushed when the guest asks; `none` past that
 * cache; `writethrough` only on the drive; `unsafe` never flushed, for what may be lost.
 */
export const DiskCacheSchema = z.enum(['writeback', 'none', 'writethrough', 'unsafe']);

export const DiskSchema = z.object({
  id: IdSchema,
  path: WholePathSchema,
  format: z.enum(['qcow2', 'raw']),
  /** True where Paddock made the file, and so may delete it with the machine. */
  owned: z.boolean(),
  /** The images that it stands on, nearest first: it holds only what differs from them. */
  backing: z.array(WholePathSchema).default([]),
  bus: DiskBusSchema.default('virtio'),
  cache: DiskCacheSchema.default('writeback'),
  /** Whether what the guest frees is given back to the drive. */
  discard: z.boolean().default(true),
  place: PlaceSchema,
});
export type Disk = z.infer<typeof DiskSchema>;

/** Makes a disk of what is stored of one, or of what a person asks for: what it lacks is as it always was. */
export const DISK_DEFAULTS = { bus: 'virtio', cache: 'writeback', discard: true, place: null } as const;

export const SATA_PORTS = 6;
export const SCSI_UNITS = 64;

/** Whether a disk on this bus can be plugged in and out while the machine runs. */
export function isPluggable({ bus, place }: Pick<Disk, 'bus' | 'place'>): boolean {
  return bus !== 'sata' && place !== null;
}

/** The block node that holds the image. */
export function diskNode({ id, path, format, cache, discard }: Disk): Readonly<Record<string, unknown>> {
  const freed = discard ? 'unmap' : 'ignore';
  const how =
    cache === 'none'
      ? { cache: { direct: true } }
      : cache === 'unsafe'
        ? { cache: { 'no-flush': true } }
        : {};
  return {
    driver: format,
    'node-name': id,
    discard: freed,
    ...how,
    file: { driver: 'file', filename: path, discard: freed, ...how },
  };
}

/** The device by which the guest sees it. */
export function diskDevice(
  { id, bus, cache, place }: Disk,
  bootindex: number | undefined,
  queues: number | undefined,
): DeviceProperties {
  // A full drive of the host's stops the machine instead of handing its guest an error.
  const common = { drive: id, id: deviceId(id), werror: 'stop', rerror: 'stop' } as const;
  const more = { 'write-cache': cache === 'writethrough' ? 'off' : undefined, bootindex } as const;
  switch (bus) {
    case 'virtio':
      return { driver: 'virtio-blk-pci', bus: busOf(place), ...common, ...more, 'num-queues': queues };
    case 'scsi':
      return { driver: 'scsi-hd', bus: 'scsi.0', 'scsi-id': place ?? 0, serial: id, ...common, ...more };
    case 'sata':
      return { driver: 'ide-hd', bus: `ide.${place ?? SATA_PORTS - 1}`, serial: id, ...common, ...more };
    case 'nvme':
      return {
        driver: 'nvme',
        bus: busOf(place),
        drive: id,
        id: deviceId(id),
        serial: id,
        bootindex,
      };
  }
}

function busOf(place: number | null): string | undefined {
  return place === null ? undefined : slotBus(place);
}

export function diskArguments(
  disks: readonly Disk[],
  bootIndex: (id: string) => number | undefined,
  queues: number | undefined,
): string[] {
  return disks.flatMap((disk) => [
    ...blockdevArgument(diskNode(disk)),
    ...deviceArgument(diskDevice(disk, bootIndex(disk.id), queues)),
  ]);
}

/** The controller of all SCSI drives. A machine without slots has it where QEMU puts it. */
export function scsiController(slots: number, queues: number | undefined): DeviceProperties {
  const bus = slots > 0 ? SCSI_PORT : undefined;
  return { driver: 'virtio-scsi-pci', id: 'scsi', bus, num_queues: queues };
}

/** Plugs a disk into a running machine; nothing is left of it where that fails. */
export async function plugDisk(plug: Plug, disk: Disk, queues: number | undefined): Promise<void> {
  await plug.run('blockdev-add', diskNode(disk));
  try {
    await plugDevice(plug, diskDevice(disk, undefined, queues));
  } catch (error) {
    await plug.run('blockdev-del', { 'node-name': disk.id }).catch(() => undefined);
    throw error;
  }
}

/** The image is closed, and free for others, once the guest has let go of the disk. */
export async function unplugDisk(plug: Plug, { id }: Pick<Disk, 'id'>): Promise<void> {
  await plug.unplug(deviceId(id), 'disk');
  await plug.run('blockdev-del', { 'node-name': id });
}
