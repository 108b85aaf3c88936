import type { MachineDetail, MachineRow } from '../../../preload/contract';
import type { Working } from '../command';
import { findNamed } from '../names';
import { bytesOf, moment, sheet, table } from '../output';

/** How much of an id is shown: enough to tell machines apart. */
const ID_SHOWN = 8;

/** A machine's state in plain words, and what is being done to it. */
export function stateOf({ state, job }: Pick<MachineRow, 'state' | 'job'>): string {
  const plain = state === 'shutoff' ? 'off' : state;
  return job ? `${plain} (${job.operation})` : plain;
}

export const list: Working = {
  usage: '',
  help: 'List the machines.',
  words: [0, 0],
  options: { running: { help: 'only those that run or are paused' } },
  run: async ({ client, options }) => {
    const all = await client.call('machines.list', {});
    const isActive = ({ state }: MachineRow): boolean => state === 'running' || state === 'paused';
    const machines = options['running'] ? all.machines.filter(isActive) : all.machines;
    const sorted = [...machines].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
    const rows = sorted.map((machine) => [
      machine.name,
      stateOf(machine),
      machine.server === null ? machine.driver : `${machine.driver} at ${machine.server}`,
      bytesOf(machine.memoryBytes),
      machine.cpus === null ? '-' : String(machine.cpus),
      machine.addresses[0] ?? '-',
      machine.id.slice(0, ID_SHOWN),
    ]);
    const broken = all.broken.map(({ path }) => `${path} can’t be read: see the window.\n`);
    return {
      json: { ...all, machines: sorted },
      text:
        table(['NAME', 'STATE', 'DRIVER', 'MEMORY', 'CPUS', 'ADDRESS', 'ID'], rows, ['MEMORY', 'CPUS']) +
        broken.join(''),
    };
  },
};

export const info: Working = {
  usage: 'NAME',
  help: 'Show all about a machine.',
  words: [1, 1],
  options: {},
  run: async ({ client, words: [name = ''] }) => {
    const { machines } = await client.call('machines.list', {});
    const machine = await client.call('machine.detail', { id: findNamed(machines, name).id });
    return { json: machine, text: about(machine) };
  },
};

function about(machine: MachineDetail): string {
  const { agent, failure } = machine;
  return sheet([
    ['Name', machine.name],
    ['Id', machine.id],
    ['Driver', machine.driver],
    ['Server', machine.server],
    ['State', stateOf(machine)],
    ['Because', machine.reason],
    ['Since', machine.since === null ? null : moment(machine.since)],
    ['Memory', bytesOf(machine.memoryBytes)],
    ['CPUs', machine.cpus === null ? null : String(machine.cpus)],
    ['Addresses', machine.addresses.join('\n')],
    ['System', agent?.answers ? agent.system : null],
    ['Process', machine.pid === null ? null : String(machine.pid)],
    ['Tags', machine.tags.join(', ')],
    ['Snapshots', machine.snapshots.length > 0 ? String(machine.snapshots.length) : null],
    ['Consoles', machine.consoles.map(({ id, title }) => `${id} (${title})`).join('\n')],
    ['Failed', failure && [failure.message, failure.cause].filter(Boolean).join('\n')],
    ['Notes', machine.description.trim()],
  ]);
}
