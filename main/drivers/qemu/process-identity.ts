import { readdir, readFile } from 'node:fs/promises';
import type { DomainId } from '../../domains/definition';

/**
 * A process, told from any later one that gets the same number: a pid together with the moment it started. Source:
 * proc(5), /proc/PID/stat.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between the computer's start and the process's. */
  readonly startTicks: number;
}

/** Linux reports ticks to programs at this rate on every architecture (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** The process with this number, or undefined where there is none or only its remains (a zombie). */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  const parsed = stat === undefined ? undefined : parseStat(stat);
  if (!parsed || parsed.state === 'Z' || parsed.state === 'X') return undefined;
  return { pid, startTicks: parsed.startTicks };
}

/** The fields wanted of a line of /proc/PID/stat; the name in it may hold blanks and brackets. */
export function parseStat(stat: string): { readonly state: string; readonly startTicks: number } | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const startTicks = Number(fields[19]); // field 22 of the line, the 20th after the name
  return state && Number.isSafeInteger(startTicks) ? { state, startTicks } : undefined;
}

export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const now = await identify(identity.pid);
  return now?.startTicks === identity.startTicks;
}

/** Sends SIGKILL, but never to another process that has got the number meanwhile. */
export async function kill(identity: ProcessIdentity): Promise<void> {
  if (!(await isAlive(identity))) return;
  try {
    process.kill(identity.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** When the process started, in ms since the epoch; null where the system does not tell. */
export async function startedAt(identity: ProcessIdentity): Promise<number | null> {
  const stat = await readFile('/proc/stat', 'latin1').catch(() => '');
  const boot = /^btime (\d+)$/m.exec(stat)?.[1];
  return boot === undefined ? null : (Number(boot) + identity.startTicks / TICKS_PER_SECOND) * 1000;
}

/** Whether a process is the QEMU of this machine: its arguments say so. */
export async function isQemuOf(pid: number, id: DomainId): Promise<boolean> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const args = line.split('\0');
  const uuid = args.indexOf('-uuid');
  return uuid > 0 && args[uuid + 1] === id;
}

/** The QEMU of this machine, searched among all processes: for when its pid file is gone. */
export async function findQemuOf(id: DomainId): Promise<ProcessIdentity | undefined> {
  const entries = await readdir('/proc').catch((): string[] => []);
  for (const entry of entries) {
    if (!/^\d+$/.test(entry)) continue;
    const pid = Number(entry);
    if (await isQemuOf(pid, id)) return identify(pid);
  }
  return undefined;
}
