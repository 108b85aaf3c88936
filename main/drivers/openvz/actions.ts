import type { DomainSnapshot } from '../../domains/domain';
import type { Job } from '../../domains/job';
import type { ProgramOutput } from '../../domains/program-output';
import type { Action, ActionValues } from '../driver';
import { COMMAND_FIELD, commandAction, RUN_COMMAND } from '../inside-command';
import type { OpenvzConfig } from './config';
import type { Installation } from './installation';
import type { Machine } from './machines';
import { workOf } from './tools';

/** What only containers of OpenVZ can do. */
export function actionsOf({ state }: DomainSnapshot<OpenvzConfig>): readonly Action[] {
  const mustBeOff = state === 'shutoff' ? null : 'The machine must be off.';
  return [
    commandAction(state),
    {
      id: 'mount',
      title: 'Mount its files',
      hint: 'Its root file system can be looked at on this computer without starting it.',
      reason: mustBeOff,
      fields: [],
      warning: null,
    },
    {
      id: 'unmount',
      title: 'Unmount its files',
      hint: 'Undoes that; a machine that ended by itself stays mounted as well.',
      reason: mustBeOff,
      fields: [],
      warning: null,
    },
  ];
}

export async function act(
  openvz: Installation,
  machine: Machine,
  action: string,
  values: ActionValues,
  job: Job,
): Promise<ProgramOutput | undefined> {
  const tools = await openvz.tools();
  const { config } = machine.definition;
  const { value } = await machine.unlocked(async () => {
    if (action === RUN_COMMAND) {
      return tools.exec(config, values[COMMAND_FIELD] ?? '', workOf(job));
    }
    await (action === 'mount' ? tools.mount(config, workOf(job)) : tools.unmount(config, workOf(job)));
  });
  return value;
}
