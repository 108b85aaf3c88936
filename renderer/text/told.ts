import type { Failure } from '../../preload/contract';
import { language } from './language.svelte';

/**
 * What main said, in the language of the window. Asked for where it is shown, so that it follows the language; a text of the
 * window's own comes back as it is.
 */
export function told(english: string): string {
  return language.spoken.teller?.tell(english) ?? english;
}

/** A failure as one line: what happened, and why. */
export function failureWords({ message, cause }: Failure): string {
  return [message, cause]
    .filter(Boolean)
    .map((text) => told(text ?? ''))
    .join(' ');
}
