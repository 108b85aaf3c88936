import { z } from 'zod';

/**
 * PCI Express ports, one device each: only what stands in one can be plugged in and out while the machine runs. A
 * definition of an older Paddock has none, and its devices stand where QEMU puts them: what was saved of such a machine
 * fits it for ever.
 */
export const SLOTS_MAX = 16;
export const SlotsSchema = z.number().int().min(0).max(SLOTS_MAX).default(0);
/** What a new machine gets. */
export const SLOTS = 12;

/** Where a device stands on its bus: a slot, a SCSI unit, a SATA port. Null where QEMU chooses. */
export const PlaceSchema = z.number().int().min(0).max(255).nullable().default(null);

/** The first device number of the ports on the root bus: far from those that QEMU hands out by itself. */
const FIRST_DEVICE = 0x10;
const PORTS_A_DEVICE = 8;
/** The port that the SCSI controller stands in, or will. */
export const SCSI_PORT = 'port-scsi';

export function slotBus(place: number): string {
  return `port-${place}`;
}

/** The ports themselves, and one for the SCSI controller. Eight share a device of the root bus. */
export function slotArguments(slots: number): string[] {
  if (slots === 0) return [];
  const ids = [SCSI_PORT, ...Array.from({ length: slots }, (_, place) => slotBus(place))];
  return ids.flatMap((id, index) => {
    const device = (FIRST_DEVICE + Math.floor(index / PORTS_A_DEVICE)).toString(16);
    const function_ = index % PORTS_A_DEVICE;
    const isFirst = function_ === 0 ? ',multifunction=on' : '';
    return [
      '-device',
      `pcie-root-port,id=${id},bus=pcie.0,chassis=${index + 1},addr=0x${device}.${function_}${isFirst}`,
    ];
  });
}

/** The first place that is free, or null. */
export function freePlace(taken: readonly (number | null)[], count: number): number | null {
  for (let place = 0; place < count; place++) if (!taken.includes(place)) return place;
  return null;
}
