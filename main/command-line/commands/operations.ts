import type { MachineRow } from '../../../preload/contract';
import type { Client } from '../client';
import { confirm, YES, type Working, type Context, type Outcome } from '../command';
import { EXIT, exitCodeOf, failureOf } from '../failed';
import { findNamed } from '../names';
import { failureText } from '../output';
import { stateOf } from './machines';

/** How many words a command with many machines may have. */
const MANY = 10_000;

/**
 * Does something to each of the machines that were named, side by side, once all of them are known to be there. What
 * fails of one keeps it from none of the others.
 */
export async function toEach(
  { words }: Pick<Context, 'words'>,
  machines: readonly Pick<MachineRow, 'id' | 'name' | 'driver'>[],
  act: (
    machine: Pick<MachineRow, 'id' | 'name'>,
  ) => Promise<{ readonly json: unknown; readonly text: string }>,
  where = 'list',
): Promise<Outcome> {
  const named = [...new Set(words.map((word) => findNamed(machines, word, where)))];
  const outcomes = await Promise.all(
    named.map(async ({ id, name, driver }) => {
      try {
        return { done: await act({ id, name }) };
      } catch (error) {
        return { failed: { id, name, driver, failure: failureOf(error) } };
      }
    }),
  );
  const done = outcomes.flatMap((one) => one.done ?? []);
  const failed = outcomes.flatMap((one) => one.failed ?? []);
  return {
    json: { machines: done.map(({ json }) => json), failed },
    text: done.map(({ text }) => text).join(''),
    complaint: failed
      .map(({ name, failure }) => failureText(failure, named.length > 1 ? name : undefined))
      .join(''),
    exit: failed[0] ? exitCodeOf(failed[0].failure) : EXIT.done,
  };
}

type Operation = 'start' | 'shutdown' | 'destroy' | 'suspend' | 'resume' | 'reboot' | 'reset' | 'save';

interface OperationCommand {
  readonly help: string;
  readonly options?: Working['options'];
  /** What is asked before, of machines with these names. */
  readonly question?: (names: string) => string;
}

function operation(name: Operation, { help, options = {}, question }: OperationCommand): Working {
  return {
    usage: 'NAME...',
    help,
    words: [1, MANY],
    options: question ? { ...options, ...YES } : options,
    run: async (context) => {
      const { client, words } = context;
      const { machines } = await client.call('machines.list', {});
      const named = words.map((word) => findNamed(machines, word).name);
      if (question) await confirm(context, question(named.map((one) => `“${one}”`).join(', ')));
      return toEach(context, machines, async (machine) => {
        await act(client, name, machine.id, context);
        const now = await client.call('machine.detail', { id: machine.id });
        const { id, driver, state, addresses } = now;
        return {
          json: { id, name: now.name, driver, state, addresses },
          text: `“${now.name}” is ${stateOf(now)}.\n`,
        };
      });
    },
  };
}

async function act(
  client: Client,
  name: Operation,
  id: MachineRow['id'],
  { options }: Context,
): Promise<void> {
  if (name !== 'start') return client.call(`machine.${name}`, { id });
  const how = options['paused'] ? 'paused' : options['disposable'] ? 'disposable' : 'normal';
  return client.call('machine.start', { id, how });
}

export const start = operation('start', {
  help: 'Start machines, or go on with those that were saved.',
  options: {
    paused: { help: 'start paused' },
    disposable: { help: 'keep nothing of this run' },
  },
});
export const stop = operation('shutdown', {
  help: 'Shut machines down: the system inside is asked to, and waited for.',
});
export const forceOff = operation('destroy', {
  help: 'Force machines off, as pulling the plug would.',
  question: (names) => `Force off ${names}? What was not written is lost.`,
});
export const pause = operation('suspend', { help: 'Pause machines; their memory stays.' });
export const resume = operation('resume', { help: 'Let paused machines go on.' });
export const restart = operation('reboot', { help: 'Restart machines: the system inside is asked to.' });
export const reset = operation('reset', {
  help: 'Reset machines, as the button on a computer would.',
  question: (names) => `Reset ${names}? What was not written is lost.`,
});
export const save = operation('save', {
  help: 'Save machines’ memory to the disk and end them; the next start goes on from there.',
});
