import { z } from 'zod';

/** What a program that a person ran in a machine printed, and how it ended. Whether that is good is the person's to judge. */
export const ProgramOutputSchema = z.object({
  /** As it was asked for. */
  command: z.string(),
  /** Null where a signal ended it. */
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  /** The last of what it wrote, on stdout and stderr as that came. */
  text: z.string(),
  /** Whether it wrote more before that. */
  isCut: z.boolean(),
});
export type ProgramOutput = z.infer<typeof ProgramOutputSchema>;
