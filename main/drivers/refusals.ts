import { PaddockError } from '../domains/failure';
import type { DomainState } from '../domains/state';

/** What drivers of different hypervisors refuse with the same words. */

/** A guest that was asked to shut down or to restart, and did not within `limitMs`. */
export function notListening(name: string, limitMs: number): PaddockError {
  return new PaddockError({
    code: 'guest-not-listening',
    message: `“${name}” does not listen.`,
    cause: `It was asked, and had ${Math.round(limitMs / 1000)} s for it.`,
    next: 'Shut it down from a shell inside, or force it off.',
    remedy: { kind: 'destroy' },
  });
}

/** A container whose first program came to an end as soon as it was started. */
export function endedAtOnce(name: string): PaddockError {
  return new PaddockError({
    code: 'program-failed',
    message: `“${name}” ended as soon as it had started.`,
    cause: 'Its first program came to an end.',
    next: 'Look whether its files are whole, and what its first program needs.',
  });
}

export function noConsole(): PaddockError {
  return new PaddockError({
    code: 'argument-invalid',
    message: 'The machine has no such console.',
    next: 'Choose one of those that it has.',
  });
}

/** Throws `wrong-state` where a machine is not running, and so nothing in it answers. */
export function checkHasShell(name: string, state: DomainState): void {
  if (state === 'running') return;
  const isPaused = state === 'paused';
  throw new PaddockError({
    code: 'wrong-state',
    message: `“${name}” ${isPaused ? 'is paused' : 'does not run'}, so it has no shell.`,
    next: isPaused ? 'Resume it first.' : 'Start it first.',
  });
}

/** A machine in the bin that is not off: by another tool's doing. */
export function runsInBin(name: string, cause: string): PaddockError {
  return new PaddockError({
    code: 'wrong-state',
    message: `“${name}” is not off, so it can’t be deleted.`,
    cause: `${cause} Another tool may have started it after it went into the bin.`,
    next: 'Take it out of the bin and stop it first.',
  });
}

/** A definition that was edited into that of another container or instance; `field` is where it says so. */
export function cannotBecomeAnother(thing: string, field: string): PaddockError {
  return new PaddockError({
    code: 'argument-invalid',
    message: `Which ${thing} a machine is can’t be changed.`,
    next: `Give the machine another name in its settings; the ${thing} follows.`,
    field,
  });
}

/** Another tool made something of this name just now: it is left alone. */
export function nameCameBetween(thing: string, name: string): PaddockError {
  return new PaddockError({
    code: 'file-exists',
    message: `Another program made a ${thing} called ${name} just now.`,
    cause: 'It was left as it is.',
    next: 'Try again; Paddock takes another name then.',
    remedy: { kind: 'retry' },
  });
}
