import { runProgram, type ProgramResult } from '../program';
import type { OpenvzConfig } from './config';
import { exitCodeOf, openvzFailure } from './errors';
import type { VzctlHost } from './host';
import { heldBy, holderOf, nameOf, untilFree } from './locks';
import { endOfLog, loggedSince } from './log';
import type { Work } from './tools';

/** How long a call may take that does no work of its own, in ms. */
const QUICK_LIMIT_MS = 30_000;
/** How long another program's work on a container is waited for, in ms. */
const LOCK_LIMIT_MS = 120_000;
/** How long it takes before a locked container is tried again, in ms. */
const AGAIN_MS = 100;
const LOCKED = 9;
const NOT_MOUNTED = 40;

export interface RunOptions {
  /** What is tried, for the sentence of its failure: “start the container”. */
  readonly doing: string;
  readonly args?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** In ms; null for work that takes as long as it does. */
  readonly limitMs?: number | null;
  /** Whether processes of the container are left by it. */
  readonly leavesProcesses?: boolean;
  /** Hears what is waited for. */
  readonly onWait?: ((what: string) => void) | undefined;
}

/**
 * Runs `vzctl --quiet COMMAND CTID ...`. Where another program has locked the container, it is waited for and named. Throws
 * what the exit code means (`openvzFailure`), `program-missing`, `timeout`, or the signal's reason.
 */
export async function vzctl(
  host: VzctlHost,
  command: string,
  ctid: string,
  options: RunOptions,
): Promise<ProgramResult> {
  const { doing, args = [], signal, limitMs = QUICK_LIMIT_MS, leavesProcesses = false, onWait } = options;
  const end = Date.now() + LOCK_LIMIT_MS;
  for (;;) {
    const from = await endOfLog(host.log);
    const result = await runProgram([host.vzctl, '--quiet', command, ctid, ...args], {
      limitMs,
      signal,
      leavesProcesses,
      withChildren: true,
    });
    if (result.exitCode === 0) return result;
    if (result.exitCode !== LOCKED) {
      throw openvzFailure(doing, result, await loggedSince(host.log, from, ctid));
    }
    const left = end - Date.now();
    if (left <= 0) throw heldBy(await holderOf(host.locks, ctid), LOCK_LIMIT_MS);
    await untilFree(host.locks, ctid, {
      limitMs: left,
      signal,
      onHolder: (holder) => onWait?.(`Waiting for ${nameOf(holder)}`),
    });
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS)); // where the holder can't be seen from here
  }
}

/** Runs it for its effect where one exit code means that it was so already. */
export async function vzctlUnless(
  host: VzctlHost,
  command: string,
  ctid: string,
  options: RunOptions & { readonly already: number },
): Promise<void> {
  await vzctl(host, command, ctid, options).catch((error: unknown) => {
    if (exitCodeOf(error) !== options.already) throw error;
  });
}

/** A piece of work by vzctl: what it waits for is reported with the rest. Throws as `vzctl` does. */
export async function vzctlWork(
  host: VzctlHost,
  command: string,
  { ctid }: OpenvzConfig,
  { report, ...options }: RunOptions & Work,
): Promise<void> {
  await vzctl(host, command, ctid, { ...options, onWait: report });
}

/** Unmounts a container's files; those that are not mounted are passed over. */
export async function unmount(
  host: VzctlHost,
  { ctid }: OpenvzConfig,
  { report, signal }: Work,
): Promise<void> {
  await vzctlUnless(host, 'umount', ctid, {
    doing: 'unmount the container’s files',
    already: NOT_MOUNTED,
    signal,
    onWait: report,
  });
}
