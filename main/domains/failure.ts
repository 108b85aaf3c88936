import { z } from 'zod';

/** Every way in which something can go wrong for a person, by one stable word each. */
export const FAILURE_CODES = [
  'argument-invalid',
  'busy',
  'cancelled',
  'connection-lost',
  'data-folder-in-use',
  'definition-newer',
  'definition-unreadable',
  'disk-full',
  'drive-failing',
  'file-exists',
  'file-in-use',
  'file-missing',
  'file-unreadable',
  'guest-not-listening',
  'handle-void',
  'internal',
  'lock-order',
  'lock-queue-full',
  'lock-timeout',
  'machine-gone',
  'machine-not-found',
  'memory-short',
  'name-invalid',
  'name-taken',
  'not-trusted',
  'not-writable',
  'path-too-long',
  'port-taken',
  'program-failed',
  'program-missing',
  'program-too-old',
  'timeout',
  'unsupported',
  'wrong-state',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** What a button beside the error can do about it. */
export const RemedySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('copy-command'), command: z.string() }),
  z.object({ kind: z.literal('rename'), suggestion: z.string() }),
  z.object({ kind: z.literal('destroy') }),
  z.object({
    kind: z.literal('retry'),
    /** In which of several ways it is to be tried again, where a machine tells of it to whoever looks at it later. */
    how: z.string().optional(),
  }),
  z.object({ kind: z.literal('reveal-file'), path: z.string() }),
]);
export type Remedy = z.infer<typeof RemedySchema>;

/** An error as it is told to a person and kept in a log: the sentence, why, what to do, and the evidence. */
export const FailureSchema = z.object({
  code: z.enum(FAILURE_CODES),
  /** What happened, one sentence. */
  message: z.string(),
  /** Which operation failed, where a machine tells of it to whoever looks at it later. */
  operation: z.string().optional(),
  /** Why, where it is known. */
  cause: z.string().optional(),
  /** What to do next. */
  next: z.string().optional(),
  remedy: RemedySchema.optional(),
  /** Which field of a form is at fault, as a path such as `config.memory`. */
  field: z.string().optional(),
  detail: z
    .object({
      command: z.array(z.string()).optional(),
      exitCode: z.number().nullable().optional(),
      signal: z.string().nullable().optional(),
      path: z.string().optional(),
      /** The last lines that a program wrote, or a stack. */
      output: z.string().optional(),
    })
    .optional(),
});
export type Failure = z.infer<typeof FailureSchema>;

/** The one error class that is meant to reach a person. */
export class PaddockError extends Error {
  override readonly name = 'PaddockError';
  readonly failure: Failure;

  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(failure.message, options);
    this.failure = failure;
  }

  get code(): FailureCode {
    return this.failure.code;
  }
}

/** Turns anything thrown into a failure; what nobody foresaw becomes `internal`, with its stack as evidence. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof PaddockError) return thrown.failure;
  const system = fileFailure(thrown);
  if (system) return system;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    code: 'internal',
    message: 'Paddock ran into an error of its own.',
    cause: error.message,
    next: 'Copy the details and report them; your machines are not touched by it.',
    detail: { output: error.stack ?? error.message },
  };
}

function isErrno(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && typeof (thrown as NodeJS.ErrnoException).code === 'string';
}

/** The failure for a file operation's errno, or undefined where the error is not one of the file system's. */
export function fileFailure(thrown: unknown): Failure | undefined {
  if (!isErrno(thrown)) return undefined;
  const path = thrown.path ?? '';
  const detail = { path, output: thrown.message };
  switch (thrown.code) {
    case 'ENOENT':
      return {
        code: 'file-missing',
        message: `${path || 'A file'} is not there.`,
        cause: 'It was moved, renamed or deleted, or its drive is not connected.',
        next: 'Put it back or choose another file.',
        detail,
      };
    case 'ENOTDIR':
      return {
        code: 'file-missing',
        message: `${path || 'A file'} can’t be there.`,
        cause: 'Something in its path is a file, not a folder.',
        next: 'Move that file out of the way or choose another folder.',
        detail,
      };
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'file-unreadable',
        message: `Paddock may not open ${path || 'a file'}.`,
        cause: 'Your user account lacks the permission.',
        next: 'Change the permissions of the file and of the folders above it, or choose another file.',
        detail,
      };
    case 'EROFS':
      return {
        code: 'not-writable',
        message: `${path || 'The folder'} can only be read.`,
        cause: 'Its drive is mounted read-only.',
        next: 'Choose a folder that can be written to.',
        detail,
      };
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        code: 'disk-full',
        message: 'There is no space left on the disk.',
        cause: path ? `${path} could not be written.` : undefined,
        next: 'Free some space and try again; what was there before is unchanged.',
        detail,
      };
    case 'EIO':
      return {
        code: 'drive-failing',
        message: 'The drive reported an error.',
        cause: path ? `${path} could not be read or written.` : undefined,
        next: 'Look at the health of the drive and make a copy of what matters; what was there before is unchanged.',
        detail,
      };
    case 'ENAMETOOLONG':
      return {
        code: 'path-too-long',
        message: 'The name is too long for this drive.',
        cause: `No file can be called ${path}.`,
        next: 'Choose a shorter name.',
        detail,
      };
    case 'EEXIST':
      return {
        code: 'file-exists',
        message: `${path || 'The file'} exists already.`,
        next: 'Choose another name; Paddock does not overwrite files.',
        detail,
      };
    default:
      return undefined;
  }
}
