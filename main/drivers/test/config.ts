import { z } from 'zod';
import { DomainStateSchema } from '../../domains/state';

/** The Test driver's part of a definition: what to simulate. */
export const TestConfigSchema = z.object({
  memory: z.number().int().min(1),
  cpus: z.number().int().min(1),
  /** What the demo calls the guest's system; it changes the shell's greeting and the picture. */
  system: z.string(),
  /** The state in which the machine is first seen. */
  initial: DomainStateSchema.default('shutoff'),
  /** How long operations take, in ms. */
  pace: z.number().nonnegative().default(400),
  /** Faults on request. */
  faults: z
    .array(z.enum(['start-fails', 'shutdown-ignored', 'crashes-after-start', 'hangs-on-start']))
    .default([]),
});
export type TestConfig = z.infer<typeof TestConfigSchema>;

export const TestRequestSchema = TestConfigSchema.pick({ memory: true, cpus: true, system: true }).extend({
  pace: z.number().nonnegative().default(400),
  faults: TestConfigSchema.shape.faults,
});
/** What can be changed of one. */
export const TestHardwareSchema = TestConfigSchema.pick({ memory: true, cpus: true });
export type TestHardware = z.infer<typeof TestHardwareSchema>;

export type TestRequest = z.infer<typeof TestRequestSchema>;
