import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { namesIn, type Message } from '../../text/message';
import { de } from './de';
import { en } from './en';
import { formatBytes, formatPercent } from './format';
import { language } from './language.svelte';
import { spokenIn } from './spoken';
import { t } from './text';

const speak = async (tag: 'en' | 'de'): Promise<void> => language.speak(tag, await spokenIn(tag), tag);
afterEach(() => speak('en'));

describe('a text', () => {
  it('is filled in with what it names', () => {
    expect(t('done.undefine', { name: 'web {x}' })).toBe('“web {x}” is in the bin.');
  });

  it('is chosen by the count', () => {
    expect(t('list.count', { count: 1 })).toBe('1 machine');
    expect(t('list.count', { count: 0 })).toBe('0 machines');
    expect(t('list.count', { count: 10_000 })).toBe('10,000 machines');
  });

  it('is in the language of the window, as are the numbers in it', async () => {
    await speak('de');
    expect(t('list.count', { count: 10_000 })).toBe('10.000 Maschinen');
    expect(formatBytes(1536)).toBe('1,5 KiB');
    expect(formatPercent(0.004)).toBe('0,4 %');
  });
});

describe('the catalogues', () => {
  const forms = (message: Message): string[] =>
    typeof message === 'string' ? [message] : [message.one, message.other];

  it('have the same texts, which name the same things in every form', () => {
    expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      const [first = '', ...rest] = [...forms(en[key]), ...forms(de[key])].map(namesIn);
      for (const names of rest) expect(names, key).toEqual(first);
    }
  });

  it.each(['en', 'de'])('have each text in one of their files: %s', (name) => {
    const folder = join(import.meta.dirname, name);
    const keys = readdirSync(folder).flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/^ {2}'?(\w[\w. -]*)'?:/gm)].map(
        ([, key]) => key,
      ),
    );
    expect(keys.sort()).toEqual(Object.keys(en).sort());
  });

  it('are whole in German: nothing was left in English', () => {
    // English words that German has as well are short; a sentence is never the same in both.
    const same = Object.keys(en).filter((key) => {
      const [text = ''] = forms(en[key as keyof typeof en]);
      return text.split(' ').length > 3 && forms(de[key as keyof typeof en]).includes(text);
    });
    expect(same).toEqual([]);
  });

  it('have no text that the window does not use', () => {
    const folder = join(import.meta.dirname, '..');
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|svelte)$/.test(file) && !/^(text|testing)\/|\.spec\.ts$/.test(file))
      .concat('text/format.ts')
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    const literal = new Set([...sources.matchAll(/'([\w. -]+)'/g)].map(([, key]) => key));
    // `settings.theme.${id}` uses every text that begins and ends so.
    const made = [...sources.matchAll(/`([a-z]\w*\.[^`\n]*\$\{[^`\n]*)`/gi)].map(
      ([, template = '']) =>
        new RegExp(
          `^${template
            .split(/\$\{[^}]*\}/)
            .map((part) => part.replace(/[.]/g, '\\.'))
            .join('.+')}$`,
        ),
    );
    const unused = Object.keys(en).filter((key) => !literal.has(key) && !made.some((one) => one.test(key)));
    expect(unused).toEqual([]);
  });
});
