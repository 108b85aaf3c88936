import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { fileFailure, PaddockError, toFailure } from '../../domains/failure';

/** No description of a machine is larger; what is larger is something else. */
const TEXT_MAX_BYTES = 4 * 1024 * 1024;

/** Reads a description. Throws `file-missing`, `file-unreadable`, or `argument-invalid` for what is too large. */
export async function readText(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > TEXT_MAX_BYTES) throw notUnderstood(path, 'It is far larger than any description.');
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof PaddockError) throw error;
    throw new PaddockError(toFailure(error), { cause: error });
  }
}

export const isReadable = (path: string): Promise<boolean> =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );

/** What a file takes on the drive, in bytes. Throws `file-missing` and the like. */
export async function bytesOf(path: string): Promise<number> {
  try {
    return (await stat(path)).blocks * 512; // whatever the drive (stat(2))
  } catch (error) {
    throw new PaddockError(fileFailure(error) ?? toFailure(error), { cause: error });
  }
}

export function notUnderstood(path: string, cause: string): PaddockError {
  return new PaddockError({
    code: 'file-unreadable',
    message: `${path} can’t be understood.`,
    cause,
    next: 'Choose a disk image, an OVA, a libvirt definition (XML), a UTM folder or a quickemu .conf file.',
    field: 'path',
    detail: { path },
  });
}
