import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { runProgram, type ProgramResult } from '../program';
import { containersIn } from './containers';
import { lxcFailure } from './errors';
import type { LxcProgram } from './programs';

/** How long a program of LXC's may take that does no work of its own, in ms. */
const QUICK_LIMIT_MS = 30_000;

/** Which container a command is about. */
export interface Container {
  readonly container: string;
  /** The folder that holds its folder. */
  readonly folder: string;
}

export interface RunOptions {
  /** What is tried, for the sentence of its failure: “start the container”. */
  readonly doing: string;
  readonly args?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** In ms; null for work that takes as long as it does. */
  readonly limitMs?: number | null;
  readonly onOutput?: (text: string) => void;
}

/** Runs the programs of LXC (`lxc-start` and so on), each with a log that tells why it failed: they often say nothing else. */
export class LxcCommands {
  /** `logs` is a folder for them, made on first use. */
  constructor(
    private readonly logs: string,
    readonly at: LxcProgram,
  ) {}

  /** Throws what the program's failure means (`lxcFailure`), `program-missing`, `timeout`, or the signal's reason. */
  async run(program: string, { container, folder }: Container, options: RunOptions): Promise<ProgramResult> {
    const { doing, args = [], signal, limitMs = QUICK_LIMIT_MS, onOutput } = options;
    await mkdir(this.logs, { recursive: true, mode: 0o700 });
    const log = join(this.logs, `${randomUUID()}.log`);
    try {
      const command = [this.at(program), '-P', folder, '-n', container, '-o', log, '-l', 'WARN', ...args];
      const leavesProcesses = program === 'lxc-start' || program === 'lxc-stop'; // which starts it again
      const result = await runProgram(command, {
        limitMs,
        signal,
        leavesProcesses,
        withChildren: program === 'lxc-create' || program === 'lxc-copy', // by tar and rsync
        ...(onOutput && { onOutput }),
      });
      if (result.exitCode === 0) return result;
      throw lxcFailure(doing, result, await readFile(log, 'utf8').catch(() => ''));
    } finally {
      await rm(log, { force: true });
    }
  }
}

/** What LXC says a container is doing. */
export const STATES = [
  'STOPPED',
  'STARTING',
  'RUNNING',
  'STOPPING',
  'ABORTING',
  'FREEZING',
  'FROZEN',
  'THAWED',
] as const;
export type LxcState = (typeof STATES)[number];

export interface Doing {
  readonly state: LxcState;
  /** Of its first process; null where it is stopped. */
  readonly pid: number | null;
}

export const STOPPED: Doing = { state: 'STOPPED', pid: null };

/** What a machine is then; null for a state that passes. */
export function stateOf({ state }: Doing): 'running' | 'paused' | 'shutoff' | null {
  switch (state) {
    case 'RUNNING':
    case 'THAWED':
      return 'running';
    case 'FROZEN':
      return 'paused';
    case 'STOPPED':
      return 'shutoff';
    default:
      return null;
  }
}

/**
 * What all containers of a folder are doing, by their names. Only of those that are active LXC is asked: where there are many
 * its own list of all takes long. Throws `program-failed`, `program-missing`, and the file system's errors.
 */
export async function doingOfAll(at: LxcProgram, folder: string): Promise<ReadonlyMap<string, Doing>> {
  const [names, mayBeActive] = await Promise.all([containersIn(folder), anyMayBeActive(folder)]);
  const found = new Map<string, Doing>(names.map((name) => [name, STOPPED]));
  if (!mayBeActive) return found;
  const command = [at('lxc-ls'), '-P', folder, '--active', '-1', '-f', '-F', 'NAME,STATE,PID'];
  const result = await runProgram(command, { limitMs: QUICK_LIMIT_MS });
  if (result.exitCode !== 0) throw lxcFailure('list the containers', result);
  for (const [name, doing] of parseTable(result.stdout)) if (found.has(name)) found.set(name, doing);
  return found;
}

/**
 * Whether a container of a folder may be active: each that is listens at a socket, by which LXC's programs find it as well
 * (list_active_containers in LXC's lxccontainer.c).
 */
async function anyMayBeActive(folder: string): Promise<boolean> {
  const sockets = await readFile('/proc/net/unix', 'utf8').catch(() => null);
  return sockets === null || activeIn(sockets, folder);
}

/** The same of what unix(7) says of `/proc/net/unix`; a path that is too long for a socket's name stands there as a hash. */
export function activeIn(sockets: string, folder: string): boolean {
  return sockets.split('\n').some((line) => {
    const name = /@(.*)\/command$/.exec(line)?.[1];
    return (
      name !== undefined && (dirname(name) === folder.replace(/\/+$/, '') || /^lxc\/[0-9a-f]{16}$/.test(name))
    );
  });
}

/** Reads the table of `lxc-ls -f -F NAME,STATE,PID`. */
export function parseTable(table: string): ReadonlyMap<string, Doing> {
  const found = new Map<string, Doing>();
  for (const line of table.split('\n').slice(1)) {
    const [name, state, pid] = line.trim().split(/\s+/);
    const known = STATES.find((one) => one === state);
    if (name && known) found.set(name, { state: known, pid: pidOf(pid) });
  }
  return found;
}

/** What one container is doing; null where LXC knows none of that name. */
export async function doingOf(at: LxcProgram, { folder, container }: Container): Promise<Doing | null> {
  const command = [at('lxc-info'), '-P', folder, '-n', container, '-s', '-p', '-H'];
  const { stdout, exitCode } = await runProgram(command, { limitMs: QUICK_LIMIT_MS });
  const known = STATES.find((one) => one === /^State:\s+(\w+)|^(\w+)$/m.exec(stdout)?.slice(1).find(Boolean));
  if (exitCode !== 0 || !known) return null;
  return { state: known, pid: pidOf(/^PID:\s+(\d+)|^(\d+)$/m.exec(stdout)?.slice(1).find(Boolean)) };
}

function pidOf(text: string | undefined): number | null {
  const pid = Number(text);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
}
