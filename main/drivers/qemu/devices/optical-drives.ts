import { z } from 'zod';
import { WholePathSchema } from '../../../domains/path';
import { deviceId, IdSchema } from './names';
import { blockdevArgument, deviceArgument, type DeviceProperties } from './options';
import { plugDevice, type Plug } from './plug';
import { PlaceSchema } from './slots';

export const OpticalDriveSchema = z.object({
  id: IdSchema,
  /** What is in it; null for nothing. */
  path: WholePathSchema.nullable(),
  bus: z.enum(['sata', 'scsi']).default('sata'),
  place: PlaceSchema,
});
export type OpticalDrive = z.infer<typeof OpticalDriveSchema>;

export function mediumNode(id: string, path: string): Readonly<Record<string, unknown>> {
  return { driver: 'raw', 'node-name': id, 'read-only': true, file: { driver: 'file', filename: path } };
}

/** `index`: its place among all, where it has none of its own. */
export function opticalDevice(
  { id, path, bus, place }: OpticalDrive,
  index: number,
  bootindex: number | undefined,
): DeviceProperties {
  const drive = path === null ? undefined : id;
  const at = place ?? index;
  return bus === 'scsi'
    ? { driver: 'scsi-cd', id: deviceId(id), bus: 'scsi.0', 'scsi-id': at, bootindex, drive }
    : { driver: 'ide-cd', id: deviceId(id), bus: `ide.${at}`, bootindex, drive };
}

export function opticalArguments(
  drives: readonly OpticalDrive[],
  bootIndex: (id: string) => number | undefined,
): string[] {
  return drives.flatMap((drive, index) => [
    ...(drive.path === null ? [] : blockdevArgument(mediumNode(drive.id, drive.path))),
    ...deviceArgument(opticalDevice(drive, index, bootIndex(drive.id))),
  ]);
}

/** Only a drive of the SCSI bus can be plugged in and out while the machine runs; a medium always can. */
export function isPluggable({ bus, place }: Pick<OpticalDrive, 'bus' | 'place'>): boolean {
  return bus === 'scsi' && place !== null;
}

/** Plugs a drive into a running machine; nothing is left of it where that fails. */
export async function plugDrive(plug: Plug, drive: OpticalDrive): Promise<void> {
  const { id, path } = drive;
  if (path !== null) await plug.run('blockdev-add', mediumNode(id, path));
  try {
    await plugDevice(plug, opticalDevice(drive, 0, undefined));
  } catch (error) {
    if (path !== null) await plug.run('blockdev-del', { 'node-name': id }).catch(() => undefined);
    throw error;
  }
}

export async function unplugDrive(plug: Plug, { id }: Pick<OpticalDrive, 'id'>): Promise<void> {
  await plug.unplug(deviceId(id), 'CD drive');
  // Gone already where the medium was changed meanwhile.
  await plug.run('blockdev-del', { 'node-name': id }).catch(() => undefined);
}
