import { z } from 'zod';
import { IdSchema } from './names';

/** Ids of disks, CD drives and cards, the first to be tried first; empty for disks, then CDs. */
export const BootOrderSchema = z.array(IdSchema).max(64).default([]);

interface Bootable {
  readonly disks: readonly { readonly id: string }[];
  readonly cdroms: readonly { readonly id: string }[];
  readonly bootOrder: readonly string[];
}

/**
 * When the firmware tries a device, from 1; undefined for what it does not boot from. Disks come before CDs unless told
 * otherwise: an empty one is passed over, an installed one makes the CD needless.
 */
export function bootIndexOf({ disks, cdroms, bootOrder }: Bootable): (id: string) => number | undefined {
  const order = bootOrder.length > 0 ? bootOrder : [...disks, ...cdroms].map(({ id }) => id);
  return (id) => {
    const index = order.indexOf(id);
    return index < 0 ? undefined : index + 1;
  };
}
