import { z } from 'zod';

/** Ids become QEMU object ids, socket names and so on. */
export const IdSchema = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/);

/** What QEMU calls the device of a definition's disk, card and so on. */
export function deviceId(id: string): string {
  return `device-${id}`;
}
