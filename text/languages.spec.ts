import { describe, expect, it } from 'vitest';
import { languageOf, localeOf } from './languages';

describe('a person’s language', () => {
  it('is the first of theirs that Paddock speaks, else English', () => {
    expect(languageOf(['fr-FR', 'de-AT', 'en-GB'])).toBe('de');
    expect(languageOf(['den-CA', 'EN-gb'])).toBe('en');
    expect(languageOf(['fr'])).toBe('en');
    expect(languageOf([])).toBe('en');
  });

  it('is written as where they live, if it is spoken there', () => {
    expect(localeOf('de', ['en-US', 'de-CH'])).toBe('de-CH');
    expect(localeOf('de', ['en-US'])).toBe('de');
  });
});
