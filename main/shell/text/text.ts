import type { Language } from '../../../text/languages';
import { Grammar, type Args, type Catalogue } from '../../../text/message';
import { de } from './de';
import { told } from '../../../text/told/told';
import { en } from './en';

export type TextKey = keyof typeof en;
/** Gives texts in one language: the one for a key, filled in, and what the rest of main said in English. */
export interface Say {
  <K extends TextKey>(key: K, ...args: Args<(typeof en)[K]>): string;
  told(english: string): string;
}

const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en, de };

/** What the desktop shows of Paddock outside its window, in one language. */
export function speak(language: Language): Say {
  const grammar = new Grammar(language);
  const say = <K extends TextKey>(key: K, ...args: Args<(typeof en)[K]>): string =>
    grammar.fill(CATALOGUES[language][key] ?? key, args[0]);
  return Object.assign(say, { told: (english: string) => told(english, language) });
}
