import { workerData } from 'node:worker_threads';
import type { Shared } from './run';

/** Ends the process with a program's exit code; in the thread that `runBeside` has made, and however that ends. */
export function endWith(exitCode: Promise<number>): void {
  const { ended } = workerData as Shared;
  // The one that waits must hear of it.
  process.on('exit', (code) => {
    Atomics.store(ended, 1, code);
    Atomics.store(ended, 0, 1);
    Atomics.notify(ended, 0);
  });
  void exitCode.then((code) => process.exit(code));
}
