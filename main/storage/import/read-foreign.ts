import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { PaddockError, toFailure } from '../../domains/failure';
import type { ForeignMachine } from '../../drivers/foreign-machine';
import { readDiskImage } from './disk-image';
import { readLibvirt } from './libvirt';
import { readOva } from './ova';
import { readQuickemu } from './quickemu';
import { readUtm } from './utm';

/**
 * Reads a machine that another program made, whatever it is: a disk image, an OVA or OVF, a libvirt definition, a folder of
 * UTM's or of quickemu's. Reads only. Throws `file-missing`, `file-unreadable` with what is wrong.
 */
export async function readForeign(path: string): Promise<ForeignMachine> {
  const found = await stat(path).catch((error: unknown) => {
    throw new PaddockError({ ...toFailure(error), field: 'path' }, { cause: error });
  });
  const ending = extname(path.replace(/\/+$/, '')).toLowerCase();
  if (found.isDirectory()) return ending === '.utm' ? readUtm(path) : readQuickemu(path);
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
