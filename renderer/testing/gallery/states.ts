import type { DomainState } from '../../../preload/contract';

/** Every state that a machine can be in. */
export const STATES = Object.keys({
  running: true,
  paused: true,
  shutoff: true,
  saved: true,
  crashed: true,
  unknown: true,
} satisfies Record<DomainState, true>) as DomainState[];
