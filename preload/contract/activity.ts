/** What is being done, and what is in its way. */
import { z } from 'zod';
import { DomainIdSchema } from '../../main/domains/definition';
import { JobViewSchema } from '../../main/domains/job';

/** Who holds a lock, for what, since when (ms since the epoch), and what waits for it. */
const LockViewSchema = z.object({
  holder: z.object({ purpose: z.string(), since: z.number() }).nullable(),
  queue: z.array(z.string()),
});

/** Why something is busy: every lock that is held or waited for, and every job. */
export const BusySchema = z.object({
  lists: z.array(LockViewSchema.extend({ driver: z.string() })),
  machines: z.array(
    LockViewSchema.extend({
      id: DomainIdSchema,
      name: z.string(),
      jobs: z.array(JobViewSchema),
      /** What waits for a job to end. */
      waitingForJobs: z.array(z.string()),
    }),
  ),
});
export type Busy = z.infer<typeof BusySchema>;

/** How far back the log of operations can be asked for. */
export const OPERATIONS_LIMIT = 500;
