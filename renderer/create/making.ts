import type { JobView, MachineRow } from '../../preload/contract';

/** What was asked to be created and is not there yet. */
export interface Creating {
  readonly driver: string;
  readonly name: string;
}

/** The machine that is being made of it, with what is done to it; null before that has begun. `busy`: all that have a job. */
export function makingOf(
  { driver, name }: Creating,
  busy: readonly MachineRow[],
): { readonly row: MachineRow; readonly job: JobView } | null {
  const row = busy.find((one) => one.driver === driver && one.name === name);
  const job = row?.job;
  return row && job && (job.operation === 'define' || job.operation === 'start') ? { row, job } : null;
}
