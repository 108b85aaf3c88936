import type { MachineRow } from '../../preload/contract';
import { cancelJob, operate } from '../live/operate';
import { route } from '../live/route.svelte';
import { primaryOf } from './actions';

/** Does what the machine's primary button says. */
export function doPrimary(row: MachineRow): void {
  const primary = primaryOf(row);
  switch (primary.does) {
    case 'operation':
      void operate(row.id, primary.operation);
      return;
    case 'console':
      route.machine(row.id, 'console');
      return;
    case 'cancel':
      if (row.job) void cancelJob(row.id, row.job.id);
      return;
    case 'open':
      route.machine(row.id);
  }
}
