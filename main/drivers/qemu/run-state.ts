import { z } from 'zod';

/** What a machine is doing, as far as QEMU tells. */
export interface Doing {
  readonly state: 'running' | 'paused' | 'unknown';
  readonly reason: string | null;
}

/** The part that is used of `query-status`. */
export const StatusSchema = z.object({ status: z.string(), running: z.boolean() });

/** QEMU's run states (qapi/run-state.json) by the names that a person sees. */
export function doingOf(status: string, pauseReason: string | null = null): Doing {
  switch (status) {
    case 'running':
      return { state: 'running', reason: null };
    case 'suspended':
      return { state: 'running', reason: 'The guest sleeps.' };
    case 'paused':
    case 'prelaunch':
    case 'inmigrate':
    case 'postmigrate':
    case 'finish-migrate':
      return { state: 'paused', reason: pauseReason };
    case 'io-error':
      return {
        state: 'paused',
        reason: pauseReason ?? 'Reading or writing a disk failed. Resume it when the cause is gone.',
      };
    case 'guest-panicked':
      return { state: 'paused', reason: 'The guest’s system panicked.' };
    case 'shutdown':
      return { state: 'paused', reason: 'The guest has powered off.' };
    case 'internal-error':
      return { state: 'paused', reason: 'The processor’s emulation met an error; only a reset helps.' };
    case 'watchdog':
      return { state: 'paused', reason: 'The guest’s watchdog fired.' };
    default:
      return {
        state: 'unknown',
        reason: `QEMU says it is in the state “${status}”, which Paddock does not know.`,
      };
  }
}
