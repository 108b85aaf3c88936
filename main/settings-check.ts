import { access, constants, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Settings } from '../preload/contract';
import { PaddockError, toFailure, type Failure } from './domains/failure';

/** Looks at one of QEMU's programs; throws with why it can't be used. */
export type LookAtProgram = (program: 'system' | 'img', path: string) => Promise<unknown>;

/** Throws where a setting can't be so on this computer, with its field; the schema has seen to the rest. */
export async function checkSettings(change: Partial<Settings>, lookAt: LookAtProgram): Promise<void> {
  const { diskFolder, qemuSystem, qemuImg } = change;
  if (diskFolder != null) await atField('diskFolder', () => checkFolder(diskFolder));
  if (qemuSystem != null) await atField('qemuSystem', () => lookAt('system', whole(qemuSystem)));
  if (qemuImg != null) await atField('qemuImg', () => lookAt('img', whole(qemuImg)));
}

async function atField(field: keyof Settings, check: () => Promise<unknown>): Promise<void> {
  try {
    await check();
  } catch (error) {
    throw new PaddockError({ ...toFailure(error), field }, { cause: error });
  }
}

async function checkFolder(path: string): Promise<void> {
  const found = await stat(whole(path));
  if (!found.isDirectory()) throw refused(`${path} is not a folder.`, 'Choose a folder.');
  await access(path, constants.W_OK | constants.X_OK);
}

/** Where a path that is not whole leads depends on where Paddock was started. */
function whole(path: string): string {
  if (isAbsolute(path)) return path;
  throw refused(`${path} is not a whole path.`, 'Write it from the / on.');
}

function refused(message: string, next: string): PaddockError {
  return new PaddockError({ code: 'argument-invalid', message, next } satisfies Failure);
}
