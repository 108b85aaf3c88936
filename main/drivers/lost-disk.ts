import { PaddockError } from '../domains/failure';
import type { LostDisk } from './foreign-machine';

/** Why a machine can't be taken over with one of its disks: that can't be had. A person may go without it. */
export function diskLost({ disk, base }: LostDisk): PaddockError {
  if (base !== null) {
    return unreadable(disk, base, 'Put that file back where it was, or import the machine without the disk.');
  }
  return new PaddockError({
    code: 'file-missing',
    message: `The disk ${disk} is missing.`,
    cause: 'The machine has it, but it is not there, or can’t be read.',
    next: 'Put it back, or import the machine without it.',
    field: 'path',
  });
}

/** Why a disk that is all there is can't be taken over: the file that it stands on can't be had. */
export function baseLost(disk: string, base: string): PaddockError {
  return unreadable(disk, base, 'Put that file back where it was.');
}

/** What is noted of a disk that a person went without. */
export function wentWithout({ disk, base }: LostDisk): string {
  return base === null
    ? `The disk ${disk} was missing: the machine was imported without it.`
    : `The disk ${disk} stands on ${base}, which was missing: the machine was imported without it.`;
}

function unreadable(disk: string, base: string, next: string): PaddockError {
  return new PaddockError({
    code: 'file-missing',
    message: `The disk ${disk} can’t be read without ${base}.`,
    cause: 'It stands on that file, which is not there, or can’t be read.',
    next,
    field: 'path',
    detail: { path: base },
  });
}
