import { PaddockError } from '../domains/failure';

/** Why a disk that is there can't be read: the file that it stands on can't. `next`: what to do. */
export function baseMissing(disk: string, base: string, next: string): PaddockError {
  return new PaddockError({
    code: 'file-missing',
    message: `The disk ${disk} can’t be read without ${base}.`,
    cause: 'It stands on that file, which is not there, or can’t be read.',
    next,
    field: 'path',
    detail: { path: base },
  });
}
