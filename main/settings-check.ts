import type { Stats } from 'node:fs';
import { access, constants, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { ProgramSetting, Settings } from '../preload/contract';
import { PaddockError, toFailure, type Failure } from './domains/failure';
import { PROGRAM_SETTINGS, type DriverProgram } from './settings';

/** Looks at a program of a driver's, or a folder of its; throws with why it can't be used. */
export type LookAtProgram = (driver: string, program: string, path: string) => Promise<unknown>;

const PROGRAMS = Object.entries(PROGRAM_SETTINGS) as readonly [ProgramSetting, DriverProgram][];

/** The drivers of which something is chosen otherwise than before: they are to look anew. */
export function driversChanged(before: Settings, now: Settings): ReadonlySet<string> {
  return new Set(
    PROGRAMS.filter(([setting]) => before[setting] !== now[setting]).map(([, { driver }]) => driver),
  );
}

/** Throws where a setting can't be so on this computer, with its field; the schema has seen to the rest. */
export async function checkSettings(change: Partial<Settings>, lookAt: LookAtProgram): Promise<void> {
  const { diskFolder } = change;
  if (diskFolder != null) await atField('diskFolder', () => checkFolder(diskFolder));
  for (const [setting, { driver, program, is }] of PROGRAMS) {
    const path = change[setting];
    if (path == null) continue;
    await atField(setting, async () => {
      // Where nothing is there, its driver says what it looks for.
      const found = await stat(whole(path)).catch(() => null);
      if (found) await (is === 'file' ? checkProgram(path, found) : checkIsFolder(path, found));
      await lookAt(driver, program, path);
    });
  }
}

async function atField(field: keyof Settings, check: () => Promise<unknown>): Promise<void> {
  try {
    await check();
  } catch (error) {
    throw new PaddockError({ ...toFailure(error), field }, { cause: error });
  }
}

async function checkFolder(path: string): Promise<void> {
  checkIsFolder(path, await stat(whole(path)));
  await access(path, constants.W_OK | constants.X_OK);
  // What its permissions tell is not all: a folder of the system's own or of a server's may refuse all the same.
  let made: string;
  try {
    made = await mkdtemp(join(path, '.paddock-'));
  } catch (error) {
    throw new PaddockError(
      {
        code: 'not-writable',
        message: `Nothing can be made in ${path}.`,
        cause: error instanceof Error ? error.message : String(error),
        next: 'Choose a folder that can be written to.',
      },
      { cause: error },
    );
  }
  await rmdir(made);
}

async function checkProgram(path: string, found: Stats): Promise<void> {
  const next = 'Choose the program itself, a file.';
  if (found.isDirectory()) throw refused(`${path} is a folder.`, next);
  if (!found.isFile()) throw refused(`${path} is no program.`, next);
  try {
    await access(path, constants.X_OK);
  } catch {
    throw refused(`${path} may not be run.`, 'Choose a program, or change the permissions of this file.');
  }
}

function checkIsFolder(path: string, found: Stats): void {
  if (!found.isDirectory())
    throw refused(`${path} is a file, not a folder.`, 'Choose the folder that it is in, or another.');
}

/** Where a path that is not whole leads depends on where Paddock was started. */
function whole(path: string): string {
  if (isAbsolute(path)) return path;
  throw refused(`${path} is not a whole path.`, 'Write it from the / on.');
}

function refused(message: string, next: string): PaddockError {
  return new PaddockError({ code: 'argument-invalid', message, next } satisfies Failure);
}
