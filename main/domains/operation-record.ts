import { z } from 'zod';
import { DomainIdSchema } from './definition';
import { FailureSchema } from './failure';
import { OperationSchema, RequesterSchema } from './job';
import { ProgramOutputSchema } from './program-output';

/** An operation that has ended, for notices and for the log. */
export const OperationRecordSchema = z.object({
  id: DomainIdSchema,
  driver: z.string(),
  name: z.string(),
  operation: OperationSchema,
  by: RequesterSchema,
  /** When it began: milliseconds since the epoch. */
  since: z.number(),
  milliseconds: z.number(),
  failure: FailureSchema.nullable(),
  /** What a program printed that was run inside for a person; null where none was. Older lines know nothing of it. */
  output: ProgramOutputSchema.nullable().default(null),
});
export type OperationRecord = z.infer<typeof OperationRecordSchema>;
