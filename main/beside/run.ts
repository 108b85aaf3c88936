/**
 * A program of Paddock's inside Electron that needs nothing of it but Node: a command, or the tray while there is no window.
 * Electron's event loop begins only after it has found a display, and brings up Chromium; Node's in a thread does neither. So
 * the program runs in a thread, this one waits, and the process ends before Electron opens anything.
 */
import { join } from 'node:path';
import { Worker, type ResourceLimits } from 'node:worker_threads';

/** What the two threads share: whether the program has ended, and its exit code. */
export interface Shared {
  readonly ended: Int32Array;
}

/** Runs a script of the bundle with these arguments and ends the process with its exit code. */
export function runBeside(
  script: string,
  argv: readonly string[],
  resourceLimits: ResourceLimits = {},
): never {
  const ended = new Int32Array(new SharedArrayBuffer(8));
  process.umask(0o077); // a thread can't set it
  new Worker(join(__dirname, script), {
    argv: [...argv],
    workerData: { ended } satisfies Shared,
    resourceLimits,
  });
  Atomics.wait(ended, 0, 0);
  // What Electron does on `process.exit` waits for what has not begun.
  const now = process as NodeJS.Process & { reallyExit(code: number): never };
  return now.reallyExit(ended[1] ?? 1);
}
