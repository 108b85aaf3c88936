import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(resolve(import.meta.dirname, 'tokens.css'), 'utf8');

function tokensOf(selector: string): ReadonlyMap<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('\n}')[0] ?? '';
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', hex = '']) => [name, hex]),
  );
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['surface', 'canvas', 'raised'];
const TONES = ['good', 'warn', 'bad', 'info', 'odd', 'quiet'];
/** Words on their grounds: WCAG AA, 4.5 to 1. */
const WORDS: readonly (readonly [string, string])[] = [
  ...['text', 'text-2', 'text-3', 'accent-text'].flatMap((word) =>
    GROUNDS.map((ground) => [word, ground] as const),
  ),
  ...['text', 'text-2', 'accent-text'].flatMap((word) => [
    [word, 'selected'] as const,
    [word, 'accent-tint'] as const,
  ]),
  ...TONES.flatMap((tone) => [[tone, 'surface'] as const, [tone, `${tone}-tint`] as const]),
  ...TONES.flatMap((tone) => [['text', `${tone}-tint`] as const, ['text-2', `${tone}-tint`] as const]),
  ['text', 'sunken'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-accent', 'accent-pressed'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
  ['text-3', 'selected'],
];
/** What bounds a control or marks a state: 3 to 1. */
const SHAPES: readonly (readonly [string, string])[] = [
  ['edge', 'surface'],
  ['focus', 'surface'],
  ['focus', 'canvas'],
  ['accent', 'surface'],
];

describe.each([
  ['light', ':root'],
  ['dark', "[data-theme='dark']"],
])('in the %s theme', (_, selector) => {
  const tokens = new Map([...tokensOf(':root'), ...tokensOf(selector)]);
  const of = (name: string): string => {
    const hex = tokens.get(name);
    if (!hex) throw new Error(`no colour is called ${name}`);
    return hex;
  };
  it.each(WORDS)('%s can be read on %s', (word, ground) => {
    expect(contrast(of(word), of(ground))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(SHAPES)('%s can be seen on %s', (shape, ground) => {
    expect(contrast(of(shape), of(ground))).toBeGreaterThanOrEqual(3);
  });
});
