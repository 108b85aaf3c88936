import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PaddockError } from '../../domains/failure';
import type { FoundProgram } from '../driver';
import { findLxc } from './host';

/** The path of one of LXC's programs, or its name alone where it is searched in PATH. */
export type LxcProgram = (name: string) => string;

/** LXC's programs in a folder, asked for each time as it may change; those of PATH where it is undefined. */
export function programsIn(folder: () => string | undefined): LxcProgram {
  return (name) => {
    const own = folder();
    return own === undefined ? name : join(own, name);
  };
}

/** Looks at a folder with LXC's programs. Throws `program-missing`, `program-failed` where they are not LXC's. */
export async function lookAtPrograms(folder: string): Promise<FoundProgram> {
  const finding = await findLxc(programsIn(() => folder));
  if (finding.found) return { path: folder, version: finding.version };
  throw new PaddockError({
    code: 'program-missing',
    message: `${folder} does not hold LXC’s programs.`,
    cause: finding.answer.why,
    next: 'Choose the folder that lxc-start is in, or leave the field empty to have them found by their names.',
  });
}

/** Looks at a folder that is to hold containers. Throws `file-missing`, `argument-invalid`, `file-access`. */
export async function lookAtFolder(folder: string): Promise<FoundProgram> {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) {
    throw new PaddockError({
      code: found ? 'argument-invalid' : 'file-missing',
      message: found ? `${folder} is not a folder.` : `There is no folder ${folder}.`,
      next: 'Choose the folder that holds LXC’s containers (lxcpath), or an empty one for new ones.',
    });
  }
  await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  return { path: folder, version: null };
}
