/**
 * A command inside Electron. Its event loop begins only after it has found a display, which a command does without; Node's
 * in a thread does not. So the command runs in a thread, this one waits, and the process ends before Electron opens anything.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What the two threads share: whether the command has ended, and its exit code. */
export interface Shared {
  readonly ended: Int32Array;
}

/** Runs the command and ends the process with its exit code. */
export function runBeside(typed: readonly string[]): never {
  const ended = new Int32Array(new SharedArrayBuffer(8));
  process.umask(0o077); // a thread can't set it
  new Worker(join(__dirname, 'command-line-thread.js'), {
    argv: [...typed],
    workerData: { ended } satisfies Shared,
  });
  Atomics.wait(ended, 0, 0);
  // What Electron does on `process.exit` waits for what has not begun.
  const now = process as NodeJS.Process & { reallyExit(code: number): never };
  return now.reallyExit(ended[1] ?? 1);
}
