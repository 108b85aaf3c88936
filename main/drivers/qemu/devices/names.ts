import { z } from 'zod';

/** Ids become QEMU object ids, socket names and so on. */
export const IdSchema = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/);

export const PathSchema = z
  .string()
  .min(1)
  .max(4096)
  .refine((path) => path.startsWith('/'), 'It has to be a whole path, beginning with “/”.');

/** What QEMU calls the device of a definition's disk, card and so on. */
export function deviceId(id: string): string {
  return `device-${id}`;
}
