/** What the process that rests in the tray is told by its command line. */
import type { ResourceLimits } from 'node:worker_threads';

const SWITCH = '--resting';

/**
 * It opens no page, so that it needs neither Chromium's sandbox nor the processes that are kept ready for pages; and of its
 * scripts none is worth being compiled.
 */
export const RESTING_SWITCHES = [
  SWITCH,
  '--no-sandbox',
  '--no-zygote',
  '--js-flags=--lite-mode --single-threaded',
] as const;

/** It is there to be small. */
export const RESTING_LIMITS: ResourceLimits = { maxYoungGenerationSizeMb: 2 };

/** Whether this is the process that rests in the tray. */
export function isResting(argv: readonly string[]): boolean {
  return argv.includes(SWITCH);
}
