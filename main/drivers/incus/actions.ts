import type { DomainSnapshot } from '../../domains/domain';
import type { Job } from '../../domains/job';
import { isActive } from '../../domains/state';
import type { Action, ActionValues } from '../driver';
import { plainNameFor } from '../foreign-names';
import type { Call } from './client';
import type { IncusConfig } from './config';
import type { Instances, Machine } from './instances';
import { callTo } from './server';

type Seen = DomainSnapshot<IncusConfig>;

const PUBLISH = 'publish';
const MOVE = 'move';

/** What only instances can do. */
export function actionsOf(instances: Instances, { id, state, definition }: Seen): readonly Action[] {
  const offOnly = isActive(state) ? 'The machine must be off.' : null;
  const publish: Action = {
    id: PUBLISH,
    title: 'Make an image of it',
    hint: 'An image at the server, of which new instances can be made.',
    reason: offOnly,
    fields: [
      {
        name: 'alias',
        label: 'Name of the image',
        choices: null,
        initial: plainNameFor(definition.name, () => false),
      },
    ],
    warning: null,
  };
  const members = instances.servers.find(definition.config.remote)?.members ?? [];
  const others = members.filter((member) => member !== instances.location(id));
  if (others.length === 0) return [publish];
  const move: Action = {
    id: MOVE,
    title: 'Move to another member',
    hint: 'Its data goes to another computer of the cluster.',
    reason: offOnly,
    fields: [
      {
        name: 'member',
        label: 'Member',
        choices: others.map((member) => ({ value: member, label: member })),
        initial: others[0] ?? '',
      },
    ],
    warning: null,
  };
  return [publish, move];
}

export async function act(
  instances: Instances,
  machine: Machine,
  action: string,
  values: ActionValues,
  job: Job,
): Promise<void> {
  const { config } = machine.definition;
  const { instance, project } = config;
  const call: Call =
    action === MOVE
      ? callTo('POST', config, 'move the instance', {
          query: { target: values['member'] ?? '' },
          body: { name: instance, migration: true },
        })
      : {
          method: 'POST',
          path: `/1.0/images?${new URLSearchParams({ project })}`,
          body: {
            source: { type: 'instance', name: instance },
            aliases: [{ name: values['alias'] ?? '', description: '' }],
          },
          doing: 'make an image of it',
        };
  const { value } = await machine.unlocked(async () => {
    await instances.run(config, call, { signal: job.signal, onProgress: (words) => job.report(words) });
    return instances.read(config);
  });
  instances.become(machine, value);
}
