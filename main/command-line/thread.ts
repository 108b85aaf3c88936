/** The thread that a command runs in, inside Electron: see beside.ts. */
import { workerData } from 'node:worker_threads';
import type { Shared } from './beside';
import { run } from './run';

const { ended } = workerData as Shared;

// However the thread ends, the one that waits must hear of it.
process.on('exit', (code) => {
  Atomics.store(ended, 1, code);
  Atomics.store(ended, 0, 1);
  Atomics.notify(ended, 0);
});

void run(process.argv.slice(2)).then((code) => process.exit(code));
