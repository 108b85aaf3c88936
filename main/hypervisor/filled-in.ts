import { z } from 'zod';
import { PaddockError } from '../domains/failure';

/** What was filled in, as its driver's schema has it. Throws `argument-invalid` with the field, which begins with the form's name. */
export function checkFilledIn(schema: z.ZodType, values: unknown, form: 'request' | 'hardware'): unknown {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new PaddockError({
    code: 'argument-invalid',
    message: 'A value in the form can’t be used.',
    cause: z.prettifyError(parsed.error),
    next: 'Change it and try again.',
    field: [form, ...(issue?.path ?? [])].join('.'),
  });
}
