import { spawn, type ChildProcess } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { PaddockError } from '../domains/failure';
import { onlyThese } from './inherited-files';

/** How a program ended. */
export interface ProgramEnd {
  readonly command: readonly string[];
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** What it wrote on stderr, or on both. */
  readonly output: string;
}

/** A program's path by its name, searched in PATH; undefined where there is none. An absolute path is checked only. */
export async function findProgram(
  name: string,
  path: string = process.env.PATH ?? '',
): Promise<string | undefined> {
  if (isAbsolute(name)) return (await isProgram(name)) ? name : undefined;
  for (const folder of new Set(path.split(delimiter).filter(isAbsolute))) {
    const candidate = join(folder, name);
    if (await isProgram(candidate)) return candidate;
  }
  return undefined;
}

/** Of what is not there no more is asked: most folders of a PATH do not have what is looked for. */
async function isProgram(path: string): Promise<boolean> {
  const file = await stat(path).catch(() => null);
  if (!file?.isFile()) return false; // folders can be executed as well, in their way
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

export interface ProgramResult extends ProgramEnd {
  readonly stdout: string;
}

/** Enough for every answer that is read, too little to fill the memory. */
const OUTPUT_MAX_BYTES = 1024 * 1024;

/**
 * Runs a short program to its end; its exit code is for the caller to judge. Throws `program-missing`, `timeout`, or
 * the signal's reason when it aborts; the program is dead then.
 */
export async function runProgram(
  command: readonly string[],
  options: {
    /** In ms; null for a program that takes as long as its work does. */
    readonly limitMs: number | null;
    readonly signal?: AbortSignal | undefined;
    /** Whether it ends with Paddock, however that ends: for work that nobody would go on with. */
    readonly diesWithPaddock?: boolean;
    /** Whether it does its work by other programs, which are to end with it. */
    readonly withChildren?: boolean;
    /** Whether what it starts outlives Paddock, and so must hold none of its open files. */
    readonly leavesProcesses?: boolean;
    /** Hears what it prints, on stdout and stderr, as it prints it. */
    readonly onOutput?: (text: string) => void;
  },
): Promise<ProgramResult> {
  const [program = '', ...args] = options.diesWithPaddock ? await leashed(command) : command;
  return new Promise((resolve, reject) => {
    if (options.signal?.aborted) return reject(options.signal.reason as Error);
    const child = spawn(program, args, {
      stdio: options.leavesProcesses ? onlyThese(['ignore', 'pipe', 'pipe']) : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' }, // its words are read
      detached: options.withChildren ?? false,
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      options.onOutput?.(text);
      if (stdout.length < OUTPUT_MAX_BYTES) stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      options.onOutput?.(text);
      if (stderr.length < OUTPUT_MAX_BYTES) stderr += text;
    });
    let ended: Error | undefined;
    const end = (because: Error): void => {
      ended ??= because;
      if (options.withChildren) endGroup(child);
      else child.kill('SIGKILL');
    };
    const { limitMs } = options;
    const timer = limitMs === null ? undefined : setTimeout(() => end(tooSlow(command, limitMs)), limitMs);
    const onAbort = (): void => end(options.signal?.reason as Error);
    options.signal?.addEventListener('abort', onAbort, { once: true });
    const settle = (): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
    };
    child.once('error', (error) => {
      settle();
      reject(programMissing(program, error));
    });
    child.once('close', (exitCode, signal) => {
      settle();
      if (ended) reject(ended);
      else resolve({ command, exitCode, signal, output: stderr || stdout, stdout });
    });
  });
}

/** How long programs that were asked to end may clean up behind themselves, in ms. */
const CLEAN_UP_MS = 3_000;

/** Asks a program and all that it started to end, and ends what is left after a while. */
function endGroup({ pid, exitCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null) return;
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-pid, name);
    } catch {
      // all of them are gone
    }
  };
  signal('SIGTERM');
  setTimeout(() => signal('SIGKILL'), CLEAN_UP_MS).unref();
}

let leash: Promise<readonly string[]> | null = null;

/**
 * The command with what makes the kernel end it with its parent (setpriv(1)); itself where that is not there. A parent that
 * ended before the kernel was told is looked for then: nothing is begun in its name any more. Throws `program-missing`,
 * which the shell in between would tell as any other end.
 */
export async function leashed(command: readonly string[]): Promise<readonly string[]> {
  const [program = ''] = command;
  if (!(await findProgram(program))) {
    throw programMissing(program, new Error('It is not there, or may not be executed.'));
  }
  leash ??= findProgram('setpriv').then((found) =>
    found
      ? [found, '--pdeathsig', 'KILL', '--', 'sh', '-c', 'test "$PPID" = "$0" && exec "$@"', `${process.pid}`]
      : [],
  );
  return [...(await leash), ...command];
}

export function programMissing(program: string, cause?: Error): PaddockError {
  return new PaddockError(
    {
      code: 'program-missing',
      message: `The program ${program} can’t be run.`,
      cause: cause?.message,
      next: 'Install it again, and look for its hypervisor in the settings.',
    },
    { cause },
  );
}

function tooSlow(command: readonly string[], limitMs: number): PaddockError {
  return new PaddockError({
    code: 'timeout',
    message: `${command[0] ?? 'A program'} did not end in time.`,
    cause: `It was given ${Math.round(limitMs / 1000)} s.`,
    next: 'Try again when the computer is less busy.',
    remedy: { kind: 'retry' },
    detail: { command: [...command] },
  });
}
