import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { DomainId } from '../../domains/definition';
import type { Accelerator } from './command-line';
import { QemuConfigSchema, type QemuConfig } from './config';
import { LiveMachine } from './live-machine';
import { StatusSchema } from './run-state';
import type { MachinePaths } from './paths';
import { argumentsOf, identify, type ProcessIdentity } from '../process-identity';
import { findQemuOf, isQemuOf } from './own-process';
import { QmpClient, type QmpClientOptions } from './qmp';

const LISTEN_EVERY_MS = 20;

export interface Attach {
  readonly id: DomainId;
  readonly paths: MachinePaths;
  /** What it is defined to have: what it was started with where that is not known. */
  readonly defined: QemuConfig;
  /** How long QEMU may take to greet, in ms. */
  readonly limitMs: number;
  readonly log: (message: string) => void;
}

/** What is found of a machine's process. */
export type Found =
  | { readonly kind: 'none' }
  /** It left its pid file behind, which QEMU does only when it is killed or the computer goes down. */
  | { readonly kind: 'died' }
  | { readonly kind: 'process'; readonly identity: ProcessIdentity };

/** The QEMU that its pid file names; a number that now belongs to another program is not taken for it. */
export function runningIn(id: DomainId, paths: MachinePaths): ProcessIdentity | undefined {
  const pid = notedPid(paths);
  return pid > 0 && isQemuOf(pid, id) ? identify(pid) : undefined;
}

/** What its pid file says; 0 where it says nothing. */
export function notedPid(paths: MachinePaths): number {
  const pid = Number(noted(paths.pidfile));
  return Number.isSafeInteger(pid) && pid > 0 ? pid : 0;
}

/** A small file beside the sockets, in memory like they: to wait for a thread would cost more. Empty where there is none. */
function noted(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Looks for the QEMU of a machine, by its pid file and then among all processes. */
export async function findProcess(id: DomainId, paths: MachinePaths): Promise<Found> {
  // Its folder may have been cleared away (a log-out does that) while it runs on.
  const identity = runningIn(id, paths) ?? (await findQemuOf(id));
  if (identity) return { kind: 'process', identity };
  return { kind: existsSync(paths.pidfile) ? 'died' : 'none' };
}

/** Removes the sockets and the pid file of a machine whose process is gone. */
export async function clearRuntime(paths: MachinePaths): Promise<void> {
  await rm(paths.runtime, { recursive: true, force: true });
}

/**
 * Takes hold of a QEMU that runs already. Where it can't be talked to, the machine is `unknown`, with the reason; where
 * another client has it, the connection is kept and becomes good as soon as the other leaves.
 */
export async function takeHoldOf(identity: ProcessIdentity, attach: Attach): Promise<LiveMachine> {
  const { id, paths, defined, limitMs, log } = attach;
  const config = startedWith(paths, defined);
  const live = new LiveMachine({
    identity,
    child: null,
    accelerator: acceleratorOf(identity.pid),
    config,
    paths,
    serials: (config ?? defined).serials.map((serial) => serial.id),
    log,
  });
  const told = `Its QEMU (process ${identity.pid}) runs`;
  try {
    const client = await connectWithin(limitMs, paths.qmp, { onEvent: live.onEvent, log });
    // Both are asked at once. Where QEMU does not greet, they are asked again when it does.
    const [verified, status] = [verify(client, id), client.execute('query-status', StatusSchema)];
    for (const asked of [verified, status]) asked.catch(() => undefined); // awaited later, or not at all
    if (await client.greetedWithin(limitMs)) {
      await verified;
      await live.take(client, status);
      return live;
    }
    live.takeUnanswered(
      client,
      `${told}, but does not answer: another program may be attached to it, or it hangs.`,
    );
    void client.ready
      .then(() => verify(client, id))
      .then(() => live.take(client))
      .catch((error: unknown) => log(`attach: ${String(error)}`));
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    live.unknown(`${told}, but can’t be reached: ${cause}.`);
  }
  return live;
}

/** One that was started just now may not listen yet. Throws the last refusal. */
async function connectWithin(limitMs: number, path: string, options: QmpClientOptions): Promise<QmpClient> {
  for (const end = Date.now() + limitMs; ; await delay(LISTEN_EVERY_MS)) {
    try {
      return await QmpClient.connect(path, options);
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

/** Makes sure that the socket is the machine's own: a file may have been put in its place. */
async function verify(client: QmpClient, id: DomainId): Promise<void> {
  const { UUID } = await client.execute('query-uuid', z.object({ UUID: z.string() }));
  if (UUID !== id) {
    client.close();
    throw new Error(`its control socket belongs to the machine ${UUID}`);
  }
}

/** Null where the file is gone (a log-out clears the folder) or of another version's making. */
function startedWith(paths: MachinePaths, defined: QemuConfig): QemuConfig | null {
  const text = noted(paths.startedWith);
  if (text === JSON.stringify(defined)) return defined; // nearly always: it need be neither checked nor kept twice
  try {
    return QemuConfigSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function acceleratorOf(pid: number): Accelerator {
  return argumentsOf(pid).includes('kvm') ? 'kvm' : 'tcg';
}
