import type { DomainId } from '../../preload/contract';

/** What a machine took over the last seconds; null where that can't be known. */
export interface Amount {
  /** In cores. */
  readonly cpu: number | null;
  /** In bytes. */
  readonly memory: number | null;
}
export type Amounts = ReadonlyMap<DomainId, Amount>;
export const NO_AMOUNTS: Amounts = new Map();
