import type { MachineDetail, MachineRow } from '../../preload/contract';

/**
 * Since when a machine is what its head says, in ms since the epoch; null where that is not known. A running one runs since it
 * was started, also where it was paused meanwhile; before its details are read, nothing is said of it.
 */
export function lastingSince(
  row: Pick<MachineRow, 'state' | 'since'>,
  detail: Pick<MachineDetail, 'startedAt'> | null,
): number | null {
  if (row.state !== 'running') return row.since;
  return detail === null ? null : (detail.startedAt ?? row.since);
}
