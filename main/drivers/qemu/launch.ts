import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { PaddockError } from '../../domains/failure';
import type { Accelerator } from './command-line';
import type { QemuConfig } from './config';
import { endNow, hasExited, spawnDetached } from './detached-process';
import { programFailure } from './errors';
import { notedPid } from './attach';
import { LiveMachine } from './live-machine';
import type { MachinePaths } from './paths';
import { identify } from '../process-identity';
import { QmpClient } from './qmp';
import { StatusSchema } from './run-state';
import { olderLog } from './serial-log';

export interface Launch {
  readonly command: readonly string[];
  readonly accelerator: Accelerator;
  /** Kept beside the sockets, so that a Paddock that finds the machine later knows what it runs with. */
  readonly config: QemuConfig;
  readonly paths: MachinePaths;
  readonly serials: readonly string[];
  readonly signal: AbortSignal;
  /** How long QEMU may take to answer, in ms. */
  readonly limitMs: number;
  readonly log: (message: string) => void;
}

/** How often a socket that is not there yet is tried, in ms: short against the 100 ms that QEMU takes. */
const TRY_EVERY_MS = 5;

/**
 * Starts QEMU as a process that outlives Paddock and resolves when it takes commands. When it fails, or `signal` aborts,
 * the process is dead and its sockets are gone. Throws `program-missing`, `timeout`, the signal's reason, or what QEMU's
 * last words mean.
 */
export async function launch(plan: Launch): Promise<LiveMachine> {
  const { paths, signal } = plan;
  await mkdir(paths.runtime, { recursive: true, mode: 0o700 });
  await mkdir(paths.logs, { recursive: true, mode: 0o700 });
  await writeFile(paths.startedWith, JSON.stringify(plan.config), { mode: 0o600 });
  // Removed rather than emptied: whoever still reads the last run's log reads it to its end.
  const logs = plan.serials.map(paths.serialLog).flatMap((log) => [log, olderLog(log)]);
  await Promise.all(logs.map((log) => rm(log, { force: true })));
  if (signal.aborted) throw signal.reason;

  const child = await spawnDetached(plan.command, paths.log);
  const trouble = watchOver(child, plan);
  try {
    return await Promise.race([trouble.strikes, takeHold(child, plan, () => trouble.struck)]);
  } catch (error) {
    await endNow(child);
    // The connection may end a moment before the process is seen to: its last words tell more.
    const told = connectionLost(error) ? await lastWords(child, plan) : error;
    // Where another QEMU has the machine, its sockets are not ours to take away.
    if (!isOfAnother(child, paths)) await rm(paths.runtime, { recursive: true, force: true });
    throw told;
  } finally {
    trouble.stop();
  }
}

/** Connects as soon as QEMU listens, and makes sure that it is this QEMU that answers. */
async function takeHold(child: ChildProcess, plan: Launch, over: () => boolean): Promise<LiveMachine> {
  const { pid = 0 } = child;
  const identity = identify(pid);
  // Dead already: the watch over it tells why.
  if (!identity) return new Promise(() => undefined);
  const live = new LiveMachine({ ...plan, identity, child });
  while (!over()) {
    const client = await QmpClient.connect(plan.paths.qmp, { onEvent: live.onEvent, log: plan.log }).catch(
      () => undefined,
    );
    if (client) {
      if (over()) client.close();
      else {
        const status = client.execute('query-status', StatusSchema, undefined, plan.limitMs);
        status.catch(() => undefined); // awaited later, or not at all
        await client.ready;
        if (notedPid(plan.paths) === pid) {
          await live.take(client, status);
          return live;
        }
        client.close();
      }
    }
    await delay(TRY_EVERY_MS);
  }
  return new Promise(() => undefined);
}

interface Watch {
  /** Rejects when the process dies, the job is cancelled or the time is up. */
  readonly strikes: Promise<never>;
  struck: boolean;
  stop(): void;
}

function watchOver(child: ChildProcess, plan: Launch): Watch {
  const { signal, limitMs } = plan;
  let strike!: (error: unknown) => void;
  const strikes = new Promise<never>((_resolve, reject) => (strike = reject));
  strikes.catch(() => undefined);
  const onExit = (): void => void lastWords(child, plan).then(hit);
  const onAbort = (): void => hit(signal.reason);
  const timer = setTimeout(() => hit(tooSlow(plan)), limitMs);
  const watch: Watch = {
    strikes,
    struck: false,
    stop: () => {
      watch.struck = true;
      clearTimeout(timer);
      child.off('exit', onExit);
      signal.removeEventListener('abort', onAbort);
    },
  };
  const hit = (error: unknown): void => {
    watch.struck = true;
    strike(error);
  };
  if (hasExited(child)) onExit();
  else child.once('exit', onExit);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return watch;
}

/** What a QEMU that hung up over something had to say of it, or else `error`. `doing` completes "QEMU could not ...". */
export async function whyItHungUp(error: unknown, doing: string, { log }: MachinePaths): Promise<unknown> {
  if (!connectionLost(error)) return error;
  const output = await readFile(log, 'utf8').catch(() => '');
  return output.trim() === ''
    ? error
    : programFailure(doing, { command: [], exitCode: null, signal: null, output });
}

async function lastWords(child: ChildProcess, { command, paths }: Launch): Promise<PaddockError> {
  const output = await readFile(paths.log, 'utf8').catch(() => '');
  return programFailure('start the machine', {
    command,
    exitCode: child.exitCode,
    signal: child.signalCode,
    output,
  });
}

function isOfAnother(child: ChildProcess, paths: MachinePaths): boolean {
  const pid = notedPid(paths);
  return pid > 0 && pid !== child.pid && identify(pid) !== undefined;
}

function connectionLost(error: unknown): boolean {
  return error instanceof PaddockError && error.code === 'connection-lost';
}

function tooSlow({ command, limitMs }: Launch): PaddockError {
  return new PaddockError({
    code: 'timeout',
    message: 'QEMU did not start in time.',
    cause: `It was given ${limitMs / 1000} s to answer.`,
    next: 'Try again when the computer is less busy.',
    remedy: { kind: 'retry' },
    detail: { command: [...command] },
  });
}
