import type { DomainId, MachineRow } from '../../preload/contract';

/** All machines at one moment, and which of them are others than they were. */
export interface AllMachines {
  /** Grows with each moment. */
  readonly version: number;
  readonly count: number;
  /** In no order. Put together where it is asked for: what can be made of the changes is. */
  readonly rows: readonly MachineRow[];
  get(id: DomainId): MachineRow | undefined;
  /** Those that have changed since, were added or went; null where that is too long ago to be known. */
  since(version: number): ReadonlySet<DomainId> | null;
}
