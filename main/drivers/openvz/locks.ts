import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PaddockError } from '../../domains/failure';
import { argumentsOf, identify } from '../process-identity';

/*
 * vzctl locks a container by a file that holds the number of the process, and may have a line on what it does. A file whose
 * process is gone counts for nothing: the next vzctl removes it. Source: src/lib/lock.c of vzctl 4.11.
 */

/** Who holds a container’s lock. */
export interface Holder {
  readonly pid: number;
  /** Its command line; empty where that can't be read. */
  readonly command: string;
}

const LOOK_MS = 100;

export function lockFileOf(locks: string, ctid: string): string {
  return join(locks, `${ctid}.lck`);
}

/** Who holds the lock now; null where nobody does. Never throws. */
export async function holderOf(locks: string, ctid: string): Promise<Holder | null> {
  const text = await readFile(lockFileOf(locks, ctid), 'utf8').catch(() => '');
  const pid = Number(/^\s*(\d+)/.exec(text)?.[1]);
  if (!Number.isSafeInteger(pid) || pid <= 0 || !identify(pid)) return null;
  return { pid, command: argumentsOf(pid).join(' ').trim() };
}

/** The containers whose locks somebody holds now. Never throws. */
export async function heldIn(locks: string): Promise<ReadonlySet<string>> {
  const names = await readdir(locks).catch(() => []);
  const ctids = names.flatMap((name) => /^([^.]+)\.lck$/.exec(name)?.[1] ?? []);
  const holders = await Promise.all(ctids.map((ctid) => holderOf(locks, ctid)));
  return new Set(ctids.filter((_, index) => holders[index]));
}

export function nameOf({ pid, command }: Holder): string {
  return command === '' ? `process ${pid}` : `“${command}” (process ${pid})`;
}

/**
 * Waits until nobody holds the lock, and tells who does meanwhile. Throws `busy` with who it is after `limitMs`, or the
 * signal's reason.
 */
export async function untilFree(
  locks: string,
  ctid: string,
  options: {
    readonly limitMs: number;
    readonly signal?: AbortSignal | undefined;
    readonly onHolder?: ((holder: Holder) => void) | undefined;
  },
): Promise<void> {
  const end = Date.now() + options.limitMs;
  let told: number | null = null;
  for (;;) {
    options.signal?.throwIfAborted();
    const holder = await holderOf(locks, ctid);
    if (!holder) return;
    if (holder.pid !== told) options.onHolder?.(holder);
    told = holder.pid;
    if (Date.now() > end) throw heldBy(holder, options.limitMs);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** The failure of a call that was kept waiting. */
export function heldBy(holder: Holder | null, limitMs: number): PaddockError {
  return new PaddockError({
    code: 'busy',
    message: 'Another program is at work on the container.',
    cause: `${holder ? nameOf(holder) : 'One that could not be found'} holds its lock; it was waited for ${Math.round(limitMs / 1000)} s.`,
    next: 'Wait until that program is done, or end it, and try again.',
    remedy: { kind: 'retry' },
  });
}

/**
 * Does some work of Paddock's own with a container locked, as vzctl does it. Waits for others first: see `untilFree`.
 */
export async function withLock<T>(
  locks: string,
  ctid: string,
  options: Parameters<typeof untilFree>[2],
  work: () => Promise<T>,
): Promise<T> {
  const file = lockFileOf(locks, ctid);
  const own = `${file}.${randomUUID()}`;
  await mkdir(locks, { recursive: true });
  await writeFile(own, `${process.pid}\n\n`);
  try {
    for (;;) {
      await untilFree(locks, ctid, options);
      try {
        await link(own, file);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        // Its process is gone, or another one was faster.
        if ((await holderOf(locks, ctid)) === null) await rm(file, { force: true });
      }
    }
    try {
      return await work();
    } finally {
      await unlink(file).catch(() => undefined);
    }
  } finally {
    await rm(own, { force: true });
  }
}
