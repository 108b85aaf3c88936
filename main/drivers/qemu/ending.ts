import { z } from 'zod';
import { howItEnded } from './errors';

/** How a machine's process ended. */
export interface Ending {
  readonly state: 'shutoff' | 'crashed';
  readonly reason: string | null;
}

/** The part that is used of the event by which QEMU tells that it ends, and why. */
export const ShutdownSchema = z.object({ guest: z.boolean(), reason: z.string().default('') });

/** What is known of a process that is gone. */
export interface Evidence {
  /** What QEMU told before it ended; null where it told nothing. */
  readonly shutdown: z.infer<typeof ShutdownSchema> | null;
  readonly panicked: boolean;
  /** Whether Paddock itself has ended it. */
  readonly destroying: boolean;
  /** Whether it was being given its memory: it has not run, and who gives it tells what went wrong. */
  readonly lacksMemory: boolean;
  /** Null, both of them, where this process did not start it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** How it ended, as a person is told. */
export function endingOf(evidence: Evidence): Ending {
  const { shutdown, panicked, destroying, lacksMemory, exitCode, signal } = evidence;
  if (panicked) return { state: 'crashed', reason: 'The guest’s system panicked.' };
  if (destroying || lacksMemory) return { state: 'shutoff', reason: null };
  switch (shutdown?.reason) {
    case undefined:
      break;
    case 'host-error':
      return { state: 'crashed', reason: 'QEMU stopped the machine because of an error of its own.' };
    case 'guest-panic':
      return { state: 'crashed', reason: 'The guest’s system panicked.' };
    case 'host-signal':
      return { state: 'shutoff', reason: 'QEMU was asked to end by another program.' };
    case 'guest-shutdown':
      return { state: 'shutoff', reason: 'The guest powered itself off.' };
    default:
      return { state: 'shutoff', reason: null };
  }
  if (exitCode === 0) return { state: 'shutoff', reason: null };
  if (exitCode === null && signal === null) {
    return { state: 'crashed', reason: 'Its QEMU has vanished without saying why.' };
  }
  return { state: 'crashed', reason: `QEMU ended by accident. ${howItEnded({ exitCode, signal })}` };
}
