import { z } from 'zod';
import { DomainIdSchema } from './definition';
import { OperationRecordSchema } from './operation-record';

/** What became of a machine without Paddock having been asked for it. */
export const HappeningSchema = z.object({
  id: DomainIdSchema,
  driver: z.string(),
  name: z.string(),
  /** `held`: it stands still, and its host or its guest made it. */
  happened: z.enum(['crashed', 'off', 'held']),
  /** For a person; null where nothing is known of it. */
  reason: z.string().nullable(),
  /** When it was seen: milliseconds since the epoch. */
  since: z.number(),
});
export type Happening = z.infer<typeof HappeningSchema>;

/** A line of the log: what was done to a machine, or what happened to it. */
export const LogEntrySchema = z.union([OperationRecordSchema, HappeningSchema]);
export type LogEntry = z.infer<typeof LogEntrySchema>;
