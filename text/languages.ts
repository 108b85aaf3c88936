/** The languages that Paddock speaks; the first where a person's own is not among them. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The first of a person's languages (`de-AT`, `fr`, ...) that Paddock speaks. */
export function languageOf(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const found = LANGUAGES.find((language) => speaks(tag, language));
    if (found) return found;
  }
  return LANGUAGES[0];
}

/** How a person writes numbers and dates in a language: as where they live, if it is spoken there. */
export function localeOf(language: Language, preferred: readonly string[]): string {
  return preferred.find((tag) => speaks(tag, language)) ?? language;
}

function speaks(tag: string, language: Language): boolean {
  return tag.toLowerCase().split(/[-_]/)[0] === language;
}
