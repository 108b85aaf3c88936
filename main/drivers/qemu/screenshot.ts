import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LiveMachine } from './live-machine';

/**
 * A PNG of what a running machine's screen shows; null where QEMU can't be asked now. Takes some 30 ms of QEMU's time.
 * Source: QMP's `screendump`, whose `format` came with QEMU 7.1.
 */
export async function pictureOf(live: LiveMachine): Promise<Uint8Array | null> {
  const { qmp } = live;
  if (!qmp) return null;
  const filename = join(live.paths.runtime, `screen-${randomUUID()}.png`);
  try {
    await qmp.run('screendump', { filename, format: 'png' });
    return await readFile(filename);
  } finally {
    await rm(filename, { force: true });
  }
}
