import { z } from 'zod';
import type { QmpClient } from './qmp';

/** The event by which QEMU tells that it has stopped a machine because of a disk (qapi/block-core.json). */
export const BlockErrorSchema = z.object({
  device: z.string().default(''),
  'node-name': z.string().default(''),
  operation: z.string().default(''),
  action: z.string().default(''),
  nospace: z.boolean().default(false),
  reason: z.string().default(''),
});

/** The part that is used of `query-block`: what became of the last access to each drive. */
const BlocksSchema = z.array(z.object({ 'io-status': z.string().optional() }));

const DRIVE_FULL = 'The drive that holds its disk is full. Free some space, then resume it: nothing is lost.';

/** The sentence for a machine that is held by an error of its disk. */
export function ioErrorReason(error: z.infer<typeof BlockErrorSchema>): string {
  if (error.nospace) return DRIVE_FULL;
  const disk = error['node-name'] || error.device;
  const doing = error.operation === 'write' ? 'Writing to' : 'Reading from';
  return `${doing} its disk ${disk} failed (${error.reason}). Resume it when the cause is gone.`;
}

/** Why a machine is held whose event nobody heard, as far as QEMU still knows; null where it does not. */
export async function whyHeld(qmp: QmpClient): Promise<string | null> {
  const blocks = await qmp.execute('query-block', BlocksSchema);
  return blocks.some((block) => block['io-status'] === 'nospace') ? DRIVE_FULL : null;
}
