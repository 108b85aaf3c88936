import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** In ms: often enough that little is left to wait for, seldom enough that the drive writes many at once. */
const SYNC_EVERY_MS = 10;

/**
 * Has what another program writes into these files on its way to the drive while it writes, so that the sync at the end
 * waits for little. It promises nothing by itself. Ends with the function that it returns, which resolves when the files
 * are closed; never throws.
 */
export function syncEarly(files: readonly string[]): () => Promise<void> {
  const ended = new AbortController();
  const syncing = files.map((file) => syncOften(file, ended.signal).catch(() => undefined));
  return async () => {
    ended.abort();
    await Promise.all(syncing);
  };
}

async function syncOften(file: string, signal: AbortSignal): Promise<void> {
  const handle = await open(file, 'r');
  try {
    while (!signal.aborted) {
      await handle.datasync();
      await delay(SYNC_EVERY_MS, undefined, { signal });
    }
  } finally {
    await handle.close();
  }
}
