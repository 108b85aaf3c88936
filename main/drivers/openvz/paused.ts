import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Which containers Paddock has paused. OpenVZ tells of a paused container only that it runs. Where the kernel's freezer does
 * not tell either, that it is paused is known for as long as the run lasts in which Paddock paused it.
 */
export class PausedContainers {
  /** `folder` has a file for each, with when the run began, and whether the freezer told of the pause. */
  constructor(private readonly folder: string) {}

  /** `frozen`: what the kernel's freezer says now; null where it says nothing. */
  async has(ctid: string, startedAt: number | null, frozen: boolean | null): Promise<boolean> {
    const noted = await readFile(join(this.folder, ctid), 'utf8').catch(() => null);
    if (noted === null) return false;
    const [began = '', told] = noted.split(' ');
    const wasThawed = told === TOLD && frozen === false;
    if (isSame(began, startedAt) && !wasThawed) return true;
    await this.forget(ctid); // another run, or another tool resumed it
    return false;
  }

  async remember(ctid: string, startedAt: number | null, frozen: boolean | null): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFile(join(this.folder, ctid), `${startedAt ?? ''}${frozen === true ? ` ${TOLD}` : ''}`);
  }

  async forget(ctid: string): Promise<void> {
    await rm(join(this.folder, ctid), { force: true });
  }
}

/** Stands in the file where the freezer told of the pause: it tells of the end of it then, too. */
const TOLD = 'frozen';

/** OpenVZ tells how long a run has lasted, in pieces of a second: the moment it began comes out a little different each time. */
const SAME_MS = 2_000;

function isSame(noted: string, startedAt: number | null): boolean {
  if (noted === '' || startedAt === null) return noted === '' && startedAt === null;
  return Math.abs(Number(noted) - startedAt) < SAME_MS;
}
