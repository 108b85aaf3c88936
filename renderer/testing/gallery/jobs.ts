import type { JobView } from '../../../preload/contract';

const GIB = 1024 ** 3;
const job: JobView = {
  id: 'one',
  operation: 'start',
  by: 'window',
  since: Date.now() - 61_000,
  step: null,
  progress: null,
  cancellable: true,
};

/** A job in each way of being on the way: unknown, counted, in bytes, waiting. */
export const JOBS: readonly [JobView, ...JobView[]] = [
  job,
  { ...job, operation: 'disk-convert', progress: { done: 3 * GIB, total: 8 * GIB, unit: 'bytes' } },
  {
    ...job,
    operation: 'clone',
    step: 'Copying disk0.qcow2',
    progress: { done: GIB, total: null, unit: 'bytes' },
  },
  { ...job, operation: 'shutdown', progress: { done: 12_000, total: 60_000, unit: 'ms' } },
];
