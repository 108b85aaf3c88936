import type { DomainSnapshot } from '../../domains/domain';
import type { Job } from '../../domains/job';
import type { ProgramOutput } from '../../domains/program-output';
import { isActive } from '../../domains/state';
import type { Action, ActionValues } from '../driver';
import { plainNameFor } from '../foreign-names';
import { COMMAND_FIELD, commandAction, RUN_COMMAND, runInside } from '../inside-command';
import type { LxcConfig } from './config';
import { attachWords } from './consoles';
import { makeLinkedCopy } from './linked-copies';
import type { Machine, Machines } from './machines';

const LINKED_COPY = 'linked-copy';

/** What only containers can do. */
export function actionsOf({ state, definition }: DomainSnapshot<LxcConfig>): readonly Action[] {
  return [
    commandAction(state),
    {
      id: LINKED_COPY,
      title: 'Make a linked copy',
      hint: 'A container that holds only what differs from this one, made in a moment. This one must stay off, and as it is, as long as the copy is there.',
      reason: isActive(state) ? 'The machine must be off.' : null,
      fields: [
        {
          name: 'name',
          label: 'Name',
          choices: null,
          initial: plainNameFor(`${definition.name}-linked`, () => false),
        },
      ],
      warning: null,
    },
  ];
}

export async function act(
  machines: Machines,
  machine: Machine,
  action: string,
  values: ActionValues,
  job: Job,
): Promise<ProgramOutput | undefined> {
  if (action !== RUN_COMMAND) {
    await makeLinkedCopy(machines, machine, values['name'] ?? '', job);
    return undefined;
  }
  const words = [...attachWords(machines.commands.at, machine.definition.config), '--', '/bin/sh', '-c'];
  const { value } = await machine.unlocked(() => runInside(words, values[COMMAND_FIELD] ?? '', job.signal));
  return value;
}
