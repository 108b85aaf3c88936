import { PaddockError } from '../../domains/failure';
import type { FoundProgram } from '../driver';
import { findProgram, programMissing, runProgram } from '../program';
import { IMG, isRecent, OLDEST_VERSION, parseVersion, SYSTEM, type Programs } from './probe';

const LIMIT_MS = 15_000;

/** How each program is called, what is asked of it, and how its answer begins. */
const KNOWN = {
  system: { name: SYSTEM, title: 'QEMU’s system program', begins: 'QEMU emulator version' },
  img: { name: IMG, title: 'qemu-img', begins: 'qemu-img version' },
} as const;

const OR_BY_NAME = 'Choose its file, or leave the field empty to have it found by its name.';

/** Looks at one of QEMU's programs. Throws `program-missing`, `program-failed` where it is another, `program-too-old`. */
export async function lookAtProgram(
  program: string,
  path: string | null,
  inUse: Programs,
): Promise<FoundProgram> {
  if (program !== 'system' && program !== 'img') throw new Error(`QEMU has no program ${program}`);
  const { name, title, begins } = KNOWN[program];
  const wanted = path ?? inUse[program] ?? name;
  const found = await findProgram(wanted);
  if (!found) {
    throw new PaddockError({
      code: 'program-missing',
      message: `There is no program ${wanted}.`,
      next: OR_BY_NAME,
    });
  }
  const { stdout } = await runProgram([found, '--version'], { limitMs: LIMIT_MS }).catch((error: unknown) => {
    throw error instanceof PaddockError ? error : programMissing(found, error as Error);
  });
  const version = parseVersion(stdout);
  if (!stdout.startsWith(begins) || version === undefined) {
    throw new PaddockError({
      code: 'program-failed',
      message: `${found} is not ${title}.`,
      next: OR_BY_NAME,
    });
  }
  if (!isRecent(version)) {
    const { major, minor } = OLDEST_VERSION;
    throw new PaddockError({
      code: 'program-too-old',
      message: `${found} is version ${version}: ${major}.${minor} or later is needed.`,
      next: OR_BY_NAME,
    });
  }
  return { path: found, version };
}
