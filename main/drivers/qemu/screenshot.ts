import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LiveMachine } from './live-machine';
import { pngOfPpm } from './png';

/**
 * A PNG of what a running machine's screen shows; null where QEMU can't be asked now. QEMU is asked before this returns its
 * promise, and writes a PPM, which takes it a third of the time of a PNG. Source: QMP's `screendump`.
 */
export async function pictureOf(live: LiveMachine): Promise<Uint8Array | null> {
  const { qmp } = live;
  if (!qmp) return null;
  const filename = join(live.paths.runtime, `screen-${randomUUID()}.ppm`);
  try {
    await qmp.run('screendump', { filename });
    return await pngOfPpm(await readFile(filename));
  } finally {
    await rm(filename, { force: true });
  }
}
