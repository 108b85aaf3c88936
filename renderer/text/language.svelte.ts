import type { Settings } from '../../preload/contract';
import { languageOf, localeOf, type Language } from '../../text/languages';
import { Grammar } from '../../text/message';
import { ENGLISH, spokenIn, type Spoken } from './spoken';

/** The language that the window speaks now: what reads it is told anew when it changes. */
class WindowLanguage {
  current = $state<Language>('en');
  spoken = $state.raw<Spoken>(ENGLISH);
  /** How it counts and writes numbers and dates. */
  grammar = $state.raw(new Grammar('en'));
  #wanted: Language = 'en';

  /** Speaks the chosen language, or the desktop's, as soon as it is fetched. Rejects, and goes on as before, where it can't be. */
  async show(choice: Settings['language']): Promise<void> {
    const preferred = navigator.languages;
    const wanted = choice === 'system' ? languageOf(preferred) : choice;
    this.#wanted = wanted;
    const spoken = wanted === this.current ? this.spoken : await spokenIn(wanted);
    if (wanted !== this.#wanted) return; // another was chosen meanwhile
    this.speak(wanted, spoken, localeOf(wanted, preferred));
    document.documentElement.lang = wanted;
  }

  speak(language: Language, spoken: Spoken, locale: string): void {
    this.current = language;
    this.spoken = spoken;
    if (locale !== this.grammar.locale) this.grammar = new Grammar(locale);
  }
}

export const language = new WindowLanguage();
