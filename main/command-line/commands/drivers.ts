import type { Working } from '../command';
import { table } from '../output';

export const drivers: Working = {
  usage: '',
  help: 'List the hypervisors, and what is missing of them.',
  words: [0, 0],
  options: {},
  run: async ({ client }) => {
    const all = await client.call('drivers.probe', {});
    const rows = all.map(({ id, title, probe }) => {
      if (probe === null) return [id, title, '-', ''];
      if (probe.status === 'missing') return [id, title, 'missing', probe.install ?? probe.why];
      return [id, title, probe.version, probe.notes.map(({ text }) => text).join(' ')];
    });
    return { json: { drivers: all }, text: table(['DRIVER', 'TITLE', 'VERSION', 'ABOUT'], rows) };
  },
};
