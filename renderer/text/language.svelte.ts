import type { Settings } from '../../preload/contract';
import { languageOf, localeOf, type Language } from '../../text/languages';
import { Grammar } from '../../text/message';

/** The language that the window speaks now: what reads it is told anew when it changes. */
class WindowLanguage {
  current = $state<Language>('en');
  /** How it counts and writes numbers and dates. */
  grammar = $state.raw(new Grammar('en'));

  /** Speaks the chosen language, or the desktop's. */
  show(choice: Settings['language']): void {
    const preferred = navigator.languages;
    this.current = choice === 'system' ? languageOf(preferred) : choice;
    const locale = localeOf(this.current, preferred);
    if (locale !== this.grammar.locale) this.grammar = new Grammar(locale);
    document.documentElement.lang = this.current;
  }
}

export const language = new WindowLanguage();
