import type { Working } from '../command';
import { exitCodeOf } from '../failed';
import { requestOf, REQUEST_OPTIONS } from '../new-machine';
import { failureText } from '../output';

export const create: Working = {
  usage: '',
  help: 'Create a machine.',
  words: [0, 0],
  options: REQUEST_OPTIONS,
  run: async ({ client, options }) => {
    const request = await requestOf(options, client);
    const { id, startFailure } = await client.call('machines.define', request);
    const { name, driver, state } = await client.call('machine.detail', { id });
    return {
      json: { id, name, driver, state, startFailure },
      text: `“${name}” is made${request.start && !startFailure ? ', and runs' : ''}.\n`,
      ...(startFailure && { complaint: failureText(startFailure), exit: exitCodeOf(startFailure) }),
    };
  },
};
