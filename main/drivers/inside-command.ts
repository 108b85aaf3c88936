import { OutputTail } from '../domains/output-tail';
import type { ProgramOutput } from '../domains/program-output';
import type { DomainState } from '../domains/state';
import type { Action } from './driver';
import { runProgram } from './program';

/** The action of containers that runs a command inside, and the name of its field. */
export const RUN_COMMAND = 'exec';
export const COMMAND_FIELD = 'command';

export function commandAction(state: DomainState): Action {
  return {
    id: RUN_COMMAND,
    title: 'Run a command',
    hint: 'Runs it inside as root, without a terminal, and shows what it printed and how it ended.',
    reason: state === 'running' ? null : 'The machine must run.',
    fields: [{ name: COMMAND_FIELD, label: 'Command', choices: null, initial: '' }],
    warning: null,
  };
}

/**
 * Runs a command inside by what puts it there (`words`), to its end, however long that takes. Throws `program-missing`, or
 * the signal's reason when it aborts.
 */
export async function runInside(
  words: readonly string[],
  command: string,
  signal: AbortSignal | undefined,
): Promise<ProgramOutput> {
  const tail = new OutputTail();
  const end = await runProgram([...words, command], {
    limitMs: null,
    signal,
    withChildren: true,
    onOutput: (text) => tail.add(text),
  });
  return { command, exitCode: end.exitCode, signal: end.signal, ...tail.end() };
}
