import { PaddockError, type Failure } from '../../domains/failure';

/** Of a guest whose kernel gave up. */
export const OUT_OF_MEMORY = {
  code: 'program-failed',
  message: 'The machine crashed.',
  cause: 'The system inside ran out of memory.',
  next: 'Give it more memory, or run less in it, then start it again.',
  detail: {
    output: 'Out of memory: Killed process 4711 (ld)\nKernel panic - not syncing: System is deadlocked',
  },
} as const satisfies Failure;

/** Of a machine that has the fault. */
export const START_REFUSED: Failure = {
  code: 'program-failed',
  message: 'The simulated hypervisor refused to start the machine.',
  cause: 'It was told to: this machine has the fault “start-fails”.',
  next: 'Look at the details: a real error has the command and its last words there.',
  detail: {
    command: ['simulate', '--start'],
    exitCode: 1,
    output: 'simulate: could not start: as requested',
  },
};

/** Of a guest that did not power off in so many ms. */
export function notListening(limit: number): PaddockError {
  return new PaddockError({
    code: 'guest-not-listening',
    message: 'The machine did not shut down.',
    cause: `The system inside did not react to the power button within ${Math.round(limit / 1000)} s.`,
    next: 'Shut it down from inside, or force it off; what was not saved inside is lost then.',
    remedy: { kind: 'destroy' },
  });
}
