import { spawn } from 'node:child_process';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PaddockError, toFailure } from './failure';

export interface FolderLock {
  /** Null where it is held; else why this computer can't lock folders. */
  readonly missing: string | null;
  release(): Promise<void>;
}

const FILE = 'lock';
/** Of flock(1): where the lock belongs to somebody else. Any other failure is one of the program itself. */
const TAKEN = 75;
const RETRY_MS = 100;

/**
 * Takes the lock of a folder, so that two apps never write the same files. It belongs to the open file (flock(2)), and
 * so ends with this process however that ends. Node can't take it by itself: flock(1) does, on the file it is handed.
 * Throws `data-folder-in-use`, naming the other process, when it is not free within `waitMs` (an app that is quitting
 * lets go in that time).
 */
export async function lockFolder(folder: string, waitMs = 2_000): Promise<FolderLock> {
  let file: FileHandle;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    file = await open(join(folder, FILE), 'a+', 0o600);
  } catch (error) {
    throw new PaddockError(toFailure(error), { cause: error });
  }
  try {
    const missing = await take(file, Date.now() + waitMs, folder);
    if (missing === null) {
      await file.truncate();
      await file.write(`${process.pid}\n`); // for the message of whoever comes second
    }
    return { missing, release: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function take(file: FileHandle, until: number, folder: string): Promise<string | null> {
  for (;;) {
    const answer = await flock(file.fd);
    if (answer === 'taken') {
      if (Date.now() >= until) throw await inUse(file, folder);
      await sleep(RETRY_MS);
    } else return answer === 'held' ? null : answer.missing;
  }
}

function flock(fd: number): Promise<'held' | 'taken' | { readonly missing: string }> {
  return new Promise((resolve) => {
    const child = spawn('flock', ['--exclusive', '--nonblock', '--conflict-exit-code', `${TAKEN}`, '3'], {
      stdio: ['ignore', 'ignore', 'pipe', fd],
    });
    let words = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (words += text));
    child.on('error', (error) => resolve({ missing: `flock can’t be run: ${error.message}` }));
    child.on('close', (code, signal) => {
      if (code === 0) resolve('held');
      else if (code === TAKEN) resolve('taken');
      else resolve({ missing: `flock ended with ${signal ?? code}: ${words.trim()}` });
    });
  });
}

async function inUse(file: FileHandle, folder: string): Promise<PaddockError> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0);
  const pid = buffer.toString('utf8', 0, bytesRead).trim();
  return new PaddockError({
    code: 'data-folder-in-use',
    message: 'Another Paddock uses the same machines.',
    cause: `${/^\d+$/.test(pid) ? `Process ${pid}` : 'It'} holds the lock of ${folder}.`,
    next: 'Use the Paddock that is open, or quit it and start this one again.',
    detail: { path: join(folder, FILE) },
  });
}
