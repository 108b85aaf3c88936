import type { Given, Shape } from './arguments';
import { Failed, WrongUsage, type ExitCode } from './failed';
import type { Reached } from './reach';
import { ask, hasPerson } from './terminal';

/** What a command has to work with. */
export interface Context extends Pick<Reached, 'client' | 'again'>, Given {}

/** What came of a command: one JSON document, or the same as text. */
export interface Outcome {
  readonly json: unknown;
  readonly text: string;
  /** What failed of several, a text each: for where errors go. */
  readonly complaint?: string;
  readonly exit?: ExitCode;
}

interface Described extends Shape {
  /** Its words, as the help shows them. */
  readonly usage: string;
  /** What it does, one sentence. */
  readonly help: string;
  /** Whether its names are those of machines in the bin. */
  readonly ofBin?: boolean;
}

/** A command that works on machines. */
export interface Working extends Described {
  run(context: Context): Promise<Outcome>;
}

/** A command that needs no machines, and so nobody who has them. */
export interface Printing extends Described {
  print(given: Given): Outcome;
}

export type Command = Working | Printing;

/** Whether something shall be done that can't be taken back; it is asked before. */
export const YES = { yes: { help: 'do not ask' } } as const;

/** Asks, unless `--yes` was given. Throws where nobody can be asked, and where the answer is no. */
export async function confirm({ options }: Pick<Given, 'options'>, question: string): Promise<void> {
  if (options['yes']) return;
  if (options['json'] || !hasPerson()) {
    throw new WrongUsage(`${question} Nobody can be asked here: say --yes where it shall be done.`);
  }
  if (!(await ask(question))) throw new Failed({ code: 'cancelled', message: 'Nothing was done.' });
}

/** The text of an option; undefined where it was not given. */
export function textOption({ options }: Pick<Given, 'options'>, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w.:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
