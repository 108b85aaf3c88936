import { z } from 'zod';

/**
 * The states a machine can rest in, by libvirt's names. What passes (starting, saving ...) is no state: it follows
 * from the running job and is never stored. What can't be known is `unknown`, never guessed.
 */
export const DomainStateSchema = z.enum(['running', 'paused', 'shutoff', 'saved', 'crashed', 'unknown']);
export type DomainState = z.infer<typeof DomainStateSchema>;

/** States in which a process or container of the machine exists. */
export const ACTIVE_STATES: readonly DomainState[] = ['running', 'paused'];

export function isActive(state: DomainState): boolean {
  return ACTIVE_STATES.includes(state);
}
