import type { Failure, FailureCode } from '../domains/failure';

/** How a command ends, as its exit code. */
export const EXIT = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
  noSuchMachine: 3,
  refused: 4,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What was answered as a failure, or went wrong on the way. */
export class Failed extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** A command that was typed wrong; `hint` says how it is typed. */
export class WrongUsage extends Error {
  constructor(
    message: string,
    readonly hint: string | null = null,
  ) {
    super(message);
  }
}

const REFUSED: readonly FailureCode[] = ['wrong-state', 'busy', 'unsupported'];

/** The exit code that tells of a failure. */
export function exitCodeOf({ code }: Failure): ExitCode {
  if (code === 'machine-not-found' || code === 'machine-gone') return EXIT.noSuchMachine;
  return REFUSED.includes(code) ? EXIT.refused : EXIT.failed;
}

/** Anything thrown, as a failure. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failed) return thrown.failure;
  // A typed error of the part that has the machines: known by what it carries, for its class is not loaded for a client.
  if (thrown instanceof Error && 'failure' in thrown) return thrown.failure as Failure;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    code: 'internal',
    message: 'Paddock ran into an error of its own.',
    cause: error.message,
    next: 'Report it with the details that --json gives.',
    detail: { output: error.stack ?? error.message },
  };
}
