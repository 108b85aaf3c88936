import { describe, expect, it } from 'vitest';
import { namesIn } from '../../../text/message';
import { de } from './de';
import { en } from './en';
import { speak } from './text';

describe('what the desktop shows', () => {
  it('is said in the language asked for', () => {
    expect(speak('en')('tray.more', { count: 1_000 })).toBe('1,000 more…');
    expect(speak('de')('tray.more', { count: 1_000 })).toBe('1.000 weitere …');
  });

  it('tells in that language as well what the rest of main said, such as why something failed', () => {
    expect(speak('en').told('“web” is busy.')).toBe('“web” is busy.');
    expect(speak('de').told('“web” is busy.')).toBe('„web“ ist beschäftigt.');
  });

  it('names the same things in every language', () => {
    expect(Object.keys(de)).toEqual(Object.keys(en));
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      expect(namesIn(de[key]), key).toEqual(namesIn(en[key]));
    }
  });
});
