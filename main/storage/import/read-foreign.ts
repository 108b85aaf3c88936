import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { usableName } from '../../domains/definition';
import { PaddockError, toFailure } from '../../domains/failure';
import type { ForeignDisk, ForeignMachine } from '../../drivers/foreign-machine';
import { baseLost } from '../../drivers/lost-disk';
import { readDiskImage } from './disk-image';
import { readLibvirt } from './libvirt';
import { missingBase } from './missing-base';
import { readOva } from './ova';
import { readQuickemu } from './quickemu';
import { isReadable } from './source-file';
import { readUtm } from './utm';

/**
 * Reads a machine that another program made, whatever it is: a disk image, an OVA or OVF, a libvirt definition, a folder of
 * UTM's or of quickemu's. Reads only. A CD that can't be had is left out and told of: its machine would not start. A disk
 * that can't be had is `lost`. Throws `file-missing`, `file-unreadable` with what is wrong.
 */
export async function readForeign(path: string): Promise<ForeignMachine> {
  const found = await stat(path).catch((error: unknown) => {
    throw new PaddockError({ ...toFailure(error), field: 'path' }, { cause: error });
  });
  const machine = await withoutBaseless(await read(path, found.isDirectory()));
  return named(await withoutLostMedia(machine));
}

/** Other programs take names that can't be used here. */
function named(machine: ForeignMachine): ForeignMachine {
  const name = usableName(machine.name);
  if (name === machine.name) return machine;
  return { ...machine, name, left: [`Its name “${machine.name}” can’t be used here.`, ...machine.left] };
}

/** A linked disk is as good as lost without what it stands on. Throws `file-missing` where there is nothing but that disk. */
async function withoutBaseless(machine: ForeignMachine): Promise<ForeignMachine> {
  const lost = [...machine.lost];
  const disks: ForeignDisk[] = [];
  for (const disk of machine.disks) {
    const { path, kind } = disk.source;
    const base = kind === 'file' && disk.format === 'qcow2' ? await missingBase(path) : null;
    if (base === null) disks.push(disk);
    else if (machine.kind === 'disk') throw baseLost(path, base);
    else lost.push({ disk: path, base });
  }
  return { ...machine, disks, lost };
}

/** A system was installed from a CD once, whose image was deleted long ago. */
async function withoutLostMedia(machine: ForeignMachine): Promise<ForeignMachine> {
  const left = [...machine.left];
  const media = await Promise.all(
    machine.media.map(async (path) => {
      if (path === null) return null;
      const isThere = await isReadable(path);
      if (!isThere) left.push(`The CD ${path} is not there, or can’t be read: its drive is empty.`);
      return isThere ? path : null;
    }),
  );
  for (const path of [machine.kernel?.kernel, machine.kernel?.initrd]) {
    if (path && !(await isReadable(path)))
      left.push(`The file ${path}, from which it starts, is not there, or can’t be read.`);
  }
  return { ...machine, media, left };
}

async function read(path: string, isFolder: boolean): Promise<ForeignMachine> {
  const ending = extname(path.replace(/\/+$/, '')).toLowerCase();
  if (isFolder) return ending === '.utm' ? readUtm(path) : readQuickemu(path);
  switch (ending) {
    case '.ova':
    case '.ovf':
      return readOva(path);
    case '.xml':
      return readLibvirt(path);
    case '.conf':
      return readQuickemu(path);
    default:
      return readDiskImage(path);
  }
}
