import { resolve } from 'node:path';
import { textOption, type Working } from '../command';
import { WrongUsage } from '../failed';
import { findNamed } from '../names';
import { snapshotNamed } from './snapshots';

export const copy: Working = {
  usage: 'NAME NEW-NAME',
  help: 'Make a copy of a machine that is off.',
  words: [2, 2],
  options: {
    linked: { help: 'write only what becomes different; the machine must stay as it is then' },
    snapshot: { value: 'SNAPSHOT', help: 'as it was in this snapshot' },
  },
  run: async (context) => {
    const { client, options } = context;
    const [word = '', name = ''] = context.words;
    const snapshotName = textOption(context, 'snapshot');
    if (options['linked'] && snapshotName !== undefined)
      throw new WrongUsage('Choose --linked or --snapshot.');
    const { machines } = await client.call('machines.list', {});
    const source = await client.call('machine.detail', { id: findNamed(machines, word).id });
    const snapshot = snapshotName === undefined ? null : snapshotNamed(source, snapshotName);
    const how = snapshot
      ? ({ kind: 'snapshot', snapshot: snapshot.id } as const)
      : ({ kind: options['linked'] ? 'linked' : 'whole' } as const);
    const { id } = await client.call('machine.clone', { id: source.id, name, how });
    return { json: { id, name, source: source.id }, text: `“${name}” is a copy of “${source.name}”.\n` };
  },
};

export const rename: Working = {
  usage: 'NAME NEW-NAME',
  help: 'Give a machine another name.',
  words: [2, 2],
  options: {},
  run: async ({ client, words: [word = '', name = ''] }) => {
    const { machines } = await client.call('machines.list', {});
    const { id, name: was } = findNamed(machines, word);
    await client.call('machine.redefine', { id, name });
    return { json: { id, name }, text: `“${was}” is “${name}” now.\n` };
  },
};

export const importMachine: Working = {
  usage: 'PATH',
  help: 'Make a machine of another program’s: a disk image, an OVA, a libvirt definition, a UTM or quickemu folder.',
  words: [1, 1],
  options: {
    name: { value: 'NAME', help: 'its name; the one it has, where it is left out' },
    'in-place': { help: 'use its disks where they lie, instead of copies' },
    'without-missing': { help: 'make it without those of its disks that are not there' },
  },
  run: async (context) => {
    const { client, options } = context;
    const path = resolve(context.words[0] ?? '');
    const found = await client.call('import.inspect', { path });
    const { lost } = found;
    if (lost.length > 0 && !options['without-missing']) {
      const which = lost.map(({ disk, base }) =>
        base === null ? disk : `${disk} (it stands on ${base}, which is missing)`,
      );
      throw new WrongUsage(
        `${lost.length === 1 ? 'A disk of it is' : 'Disks of it are'} not there, or can’t be read: ${which.join(', ')}.`,
        'Put back what is missing, or import the machine without it: add --without-missing.',
      );
    }
    const name =
      textOption(context, 'name') ??
      (await client.call('machines.freeName', { driver: 'qemu', name: found.name }));
    const disks = options['in-place'] ? 'in place' : 'copy';
    const { id } = await client.call('import.run', {
      path,
      name,
      disks,
      without: lost.map(({ disk }) => disk),
    });
    const left = [
      ...lost.map(
        ({ disk, base }) =>
          `The disk ${disk} ${base === null ? 'is missing' : `stands on ${base}, which is missing`}.`,
      ),
      ...found.left,
    ]
      .map((sentence) => `  ${sentence}\n`)
      .join('');
    return {
      json: { id, name, lost, left: found.left },
      text: `“${name}” is made.\n${left && `Not taken over:\n${left}`}`,
    };
  },
};
