import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PaddockError } from '../../domains/failure';
import type { FoundProgram } from '../driver';
import { programMissing, runProgram } from '../program';
import { readConfigFile } from './config-file';
import { FOLDER, findTool, type OpenvzPlaces } from './host';

const LIMIT_MS = 10_000;

/** What each program is asked, and how its answer begins; vzlist tells no version, but its fields. */
const KNOWN = {
  vzctl: { asked: '--version', answer: /^vzctl version (\d+(?:\.\d+)+)/m },
  vzlist: { asked: '-L', answer: /^ctid\b()/m },
  prlctl: { asked: '--version', answer: /^prlctl version (\d+(?:\.\d+)+)/m },
} as const;

/**
 * Looks at one of OpenVZ's programs, or at the folder of configurations (`folder`): at this path, or what is in use. Throws
 * `program-missing`, `program-failed` where it is another, `file-missing` where the folder is none of OpenVZ's.
 */
export async function lookAt(
  program: string,
  path: string | null,
  places: OpenvzPlaces,
): Promise<FoundProgram> {
  if (program === 'folder') return lookAtFolder(path ?? places.folder ?? FOLDER);
  if (program !== 'vzctl' && program !== 'vzlist' && program !== 'prlctl') {
    throw new Error(`OpenVZ has no program ${program}`);
  }
  const wanted = path ?? places.programs?.[program] ?? program;
  const found = await findTool(wanted);
  if (found === undefined) {
    throw new PaddockError({
      code: 'program-missing',
      message: `There is no program ${wanted}.`,
      next: 'Choose its file, or leave the field empty to have it found by its name.',
    });
  }
  const { asked, answer } = KNOWN[program];
  const { stdout } = await runProgram([found, asked], { limitMs: LIMIT_MS }).catch((error: unknown) => {
    throw error instanceof PaddockError ? error : programMissing(found, error as Error);
  });
  const version = answer.exec(stdout)?.[1];
  if (version === undefined) {
    throw new PaddockError({ code: 'program-failed', message: `${found} is not OpenVZ’s ${program}.` });
  }
  return { path: found, version: version || null };
}

/** OpenVZ's own settings are beside the folder of its containers' configurations. */
async function lookAtFolder(folder: string): Promise<FoundProgram> {
  const found = await stat(folder).catch(() => null);
  const settings = join(dirname(folder), 'vz.conf');
  if (found?.isDirectory() && (await readConfigFile(settings).catch(() => null))) {
    return { path: folder, version: null };
  }
  throw new PaddockError({
    code: 'file-missing',
    message: `${folder} is not the folder of OpenVZ’s configurations.`,
    cause: found?.isDirectory() ? `There is no ${settings}.` : 'There is no such folder.',
    next: 'Choose the folder that holds CTID.conf files; vz.conf is beside it.',
  });
}
