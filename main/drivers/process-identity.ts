import { readFileSync } from 'node:fs';

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

/**
 * A file of proc(5), read at once: the kernel makes it as it is read, and to wait for a thread would cost more. Empty
 * where its process is gone.
 */
function fromKernel(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** The process with this number, or undefined where there is none or only its remains (a zombie). */
export function identify(pid: number): ProcessIdentity | undefined {
  const parsed = parseStat(fromKernel(`/proc/${pid}/stat`));
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

export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startTicks === identity.startTicks;
}

/** Sends SIGKILL, but never to another process that has got the number meanwhile. */
export function kill(identity: ProcessIdentity): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** In seconds since the epoch. */
let computerStartedAt: string | undefined;

/** When the process started, in ms since the epoch; null where the system does not tell. */
export function startedAt(identity: ProcessIdentity): number | null {
  computerStartedAt ??= /^btime (\d+)$/m.exec(fromKernel('/proc/stat'))?.[1];
  if (computerStartedAt === undefined) return null;
  return (Number(computerStartedAt) + identity.startTicks / TICKS_PER_SECOND) * 1000;
}

/** What a process was started with; nothing where it is gone. */
export function argumentsOf(pid: number): readonly string[] {
  return fromKernel(`/proc/${pid}/cmdline`).split('\0');
}
