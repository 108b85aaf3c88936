import type { Language } from '../languages';
import { de } from './de';
import { Teller, type Told } from './teller';

/** Main speaks English, and so do logs and reports; what of it is shown is told in the language of the person. */
const TOLD: Readonly<Record<Exclude<Language, 'en'>, Told>> = { de };
const tellers = new Map<Language, Teller>();

/** What main said, in a language; in English where there are no words for it. */
export function told(english: string, language: Language): string {
  if (language === 'en') return english;
  const teller = tellers.get(language) ?? new Teller(TOLD[language]);
  tellers.set(language, teller);
  return teller.tell(english);
}
