import { describe, expect, it } from 'vitest';
import { en } from './en';
import { t } from './text';

describe('a text', () => {
  it('is filled in with what it names', () => {
    expect(t('done.undefine', { name: 'web {x}' })).toBe('“web {x}” is in the bin.');
  });

  it('is chosen by the count', () => {
    expect(t('list.count', { count: 1 })).toBe('1 machine');
    expect(t('list.count', { count: 0 })).toBe('0 machines');
    expect(t('list.count', { count: 10_000 })).toBe('10,000 machines');
  });

  it('says the same of its names in both forms', () => {
    const names = (text: string): string[] =>
      [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
    for (const [key, text] of Object.entries(en)) {
      if (typeof text !== 'string') expect(names(text.one), key).toEqual(names(text.other));
    }
  });
});
