/** The app itself and its hypervisors. */
import { z } from 'zod';
import { ProbeSchema } from '../../main/drivers/driver';

export const DriverViewSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Null while the probe is under way. */
  probe: ProbeSchema.nullable(),
  /** Whether the create page offers it. */
  creates: z.boolean(),
});
export type DriverView = z.infer<typeof DriverViewSchema>;

export const AppInfoSchema = z.object({
  version: z.string(),
  electron: z.string(),
  chrome: z.string(),
  node: z.string(),
  platform: z.string(),
  /** False as root, where Chromium's sandbox can't be used. */
  sandboxed: z.boolean(),
  hostMemoryBytes: z.number(),
  hostCpus: z.number(),
});
export type AppInfo = z.infer<typeof AppInfoSchema>;
