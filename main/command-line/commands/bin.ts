import { confirm, quoted, YES, type Working } from '../command';
import { findNamed } from '../names';
import { bytesOf, moment, table } from '../output';
import { toEach } from './operations';

const MANY = 10_000;
const names = (all: readonly { readonly name: string }[]): string =>
  all.map(({ name }) => `“${name}”`).join(', ');

export const remove: Working = {
  usage: 'NAME...',
  help: 'Put machines into the bin, from where they can be had back for 30 days.',
  words: [1, MANY],
  options: YES,
  run: async (context) => {
    const { client, words } = context;
    const { machines } = await client.call('machines.list', {});
    await confirm(context, `Delete ${names(words.map((word) => findNamed(machines, word)))}?`);
    return toEach(context, machines, async ({ id, name }) => {
      await client.call('machine.undefine', { id });
      const binned = (await client.call('bin.list', {})).find((one) => one.id === id);
      const until = binned ? `until ${moment(binned.goesAt)}` : '';
      return {
        json: binned ?? { id, name },
        text: `“${name}” is in the bin ${until}, with its disks. To have it back: paddock undelete ${quoted(name)}\n`,
      };
    });
  },
};

export const undelete: Working = {
  ofBin: true,
  usage: 'NAME...',
  help: 'Have machines back from the bin.',
  words: [1, MANY],
  options: {},
  run: async (context) => {
    const { client } = context;
    return toEach(
      context,
      await client.call('bin.list', {}),
      async ({ id, name: was }) => {
        const { name } = await client.call('bin.recover', { id });
        const also = name === was ? '' : ` Its name is “${name}” now, for “${was}” was taken.`;
        return { json: { id, name }, text: `“${was}” is back.${also}\n` };
      },
      'bin',
    );
  },
};

export const bin: Working = {
  usage: '',
  help: 'List what is in the bin.',
  words: [0, 0],
  options: {},
  run: async ({ client }) => {
    const deleted = await client.call('bin.list', {});
    const rows = deleted.map(({ name, driver, binnedAt, goesAt, bytes, id }) => [
      name,
      driver,
      moment(binnedAt),
      moment(goesAt),
      bytesOf(bytes),
      id.slice(0, 8),
    ]);
    return {
      json: { machines: deleted },
      text: table(['NAME', 'DRIVER', 'DELETED', 'GOES', 'SIZE', 'ID'], rows, ['SIZE']),
    };
  },
};

export const purge: Working = {
  ofBin: true,
  usage: 'NAME...',
  help: 'Delete machines that are in the bin for good, with their disks and files.',
  words: [1, MANY],
  options: YES,
  run: async (context) => {
    const { client, words } = context;
    const deleted = await client.call('bin.list', {});
    const meant = words.map((word) => findNamed(deleted, word, 'bin'));
    await confirm(context, `Delete ${names(meant)} for good, with the disks?`);
    return toEach(
      context,
      deleted,
      async ({ id, name }) => {
        await client.call('bin.purge', { id });
        return { json: { id, name }, text: `“${name}” is gone for good.\n` };
      },
      'bin',
    );
  },
};
