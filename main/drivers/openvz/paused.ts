import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Which containers Paddock has paused. OpenVZ tells of a paused container only that it runs: that it is paused is known for
 * as long as the run lasts in which Paddock paused it.
 */
export class PausedContainers {
  /** `folder` has a file for each, with when the run began. */
  constructor(private readonly folder: string) {}

  async has(ctid: string, startedAt: number | null): Promise<boolean> {
    const noted = await readFile(join(this.folder, ctid), 'utf8').catch(() => null);
    if (noted === null) return false;
    if (isSame(noted, startedAt)) return true;
    await this.forget(ctid); // another run
    return false;
  }

  async remember(ctid: string, startedAt: number | null): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFile(join(this.folder, ctid), String(startedAt ?? ''));
  }

  async forget(ctid: string): Promise<void> {
    await rm(join(this.folder, ctid), { force: true });
  }
}

/** OpenVZ tells how long a run has lasted, in pieces of a second: the moment it began comes out a little different each time. */
const SAME_MS = 2_000;

function isSame(noted: string, startedAt: number | null): boolean {
  if (noted === '' || startedAt === null) return noted === '' && startedAt === null;
  return Math.abs(Number(noted) - startedAt) < SAME_MS;
}
