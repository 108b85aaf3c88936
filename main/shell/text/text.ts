import type { Language } from '../../../text/languages';
import { Grammar, type Args, type Catalogue } from '../../../text/message';
import { de } from './de';
import { en } from './en';

export type TextKey = keyof typeof en;
/** Gives the text for a key, filled in, in one language. */
export type Say = <K extends TextKey>(key: K, ...args: Args<(typeof en)[K]>) => string;

const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en, de };

/** What the desktop shows of Paddock outside its window, in one language. */
export function speak(language: Language): Say {
  const grammar = new Grammar(language);
  return (key, ...args) => grammar.fill(CATALOGUES[language][key] ?? key, args[0]);
}
