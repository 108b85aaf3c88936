import type { Language } from '../../text/languages';
import type { Catalogue } from '../../text/message';
import { Teller } from '../../text/told/teller';
import { en } from './en';

/** What a language is spoken with. */
export interface Spoken {
  /** The window's own texts. */
  readonly texts: Catalogue;
  /** What main says, in it; null where that is as main says it. */
  readonly teller: Teller | null;
}

/** English is always there: main says all in it, and the compiler knows its keys. */
export const ENGLISH: Spoken = { texts: en, teller: null };

const SPOKEN: Readonly<Record<Language, () => Promise<Spoken>>> = {
  en: () => Promise.resolve(ENGLISH),
  de: () => import('./spoken-de').then(({ texts, told }) => ({ texts, teller: new Teller(told) })),
};
const fetched = new Map<Language, Promise<Spoken>>();

/** What a language is spoken with: fetched once. Rejects where it can't be had. */
export function spokenIn(language: Language): Promise<Spoken> {
  const known = fetched.get(language);
  if (known) return known;
  const spoken = SPOKEN[language]();
  fetched.set(language, spoken);
  spoken.catch(() => fetched.delete(language)); // the next who wants it tries again
  return spoken;
}
