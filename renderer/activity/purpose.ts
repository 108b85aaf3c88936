import { t, type TextKey } from '../text/text';
import { told } from '../text/told';
import { en } from '../text/en';

/** What somebody wants with a lock, for a person: an operation by its own words, else the word main has for it. */
export function purposeText(purpose: string): string {
  const key = `job.${purpose}`;
  return Object.hasOwn(en, key) ? t(key as Extract<TextKey, 'job.start'>) : told(purpose);
}
