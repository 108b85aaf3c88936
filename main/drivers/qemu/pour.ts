import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { programMissing } from '../program';
import { programFailure } from './errors';

export interface Pouring {
  /** When the source has ended and all of it is on its way. Throws `disk-full` and the like. */
  readonly done: Promise<void>;
  /** Ends it at once; does nothing where it has ended. */
  stop(): void;
}

/** The receiver has gone: what that means it tells itself. */
const HUNG_UP = /Broken pipe|Connection reset/;

/** What pours. */
export const CAT = ['cat'] as const;

/**
 * Has cat(1) send all that comes from one end to the other: a machine's memory goes several times as fast so as in pieces
 * through this process, which is free for others meanwhile. An end is an open file, or a socket that nobody has read from,
 * which is the program's alone from now on. A receiver that hangs up is no failure. `command` is that program, where it is
 * to end with Paddock.
 */
export function pour(from: Socket | number, to: Socket | number, command: readonly string[] = CAT): Pouring {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: [from, to, 'pipe'], env: { ...process.env, LC_ALL: 'C' } });
  for (const end of [from, to]) if (end instanceof Socket) end.destroy();
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const done = new Promise<void>((resolve, reject) => {
    child.once('error', (error) => reject(programMissing('cat', error)));
    child.once('close', (exitCode, signal) => {
      if (exitCode === 0 || signal === 'SIGPIPE' || HUNG_UP.test(output)) resolve();
      else reject(programFailure('move the machine’s memory', { command: CAT, exitCode, signal, output }));
    });
  });
  done.catch(() => undefined); // awaited later
  return { done, stop: () => void child.kill('SIGKILL') };
}
