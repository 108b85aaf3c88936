import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** The files of the window, each with its text. */
const files = readdirSync('renderer', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(svelte|css|ts)$/.test(file) && !file.endsWith('.spec.ts'))
  .map((file) => ({ file, text: readFileSync(`renderer/${file}`, 'utf8') }));

/** Where a style is given its value: in a style sheet, by `style:--name`, or by a script. */
const GIVEN = /(?:style:|['"])?(--[a-z][\w-]*)(?=\s*[:=]|['"])/g;
const USED = /var\(\s*(--[a-z][\w-]*)/g;

const given = new Set(files.flatMap(({ text }) => [...text.matchAll(GIVEN)].map(([, name]) => name)));
const used = files.flatMap(({ file, text }) =>
  [...text.matchAll(USED)].map(([, name = '']) => ({ file, name })),
);

describe('the styles of the window', () => {
  it('use only tokens that are given a value: one that is not is passed over in silence', () => {
    const missing = used.filter(({ name }) => !given.has(name)).map(({ file, name }) => `${name} in ${file}`);
    expect(used.length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });

  it('have no token that nothing uses', () => {
    const names = new Set(used.map(({ name }) => name));
    const tokens = [...readFileSync('renderer/styles/tokens.css', 'utf8').matchAll(/^\s+(--[\w-]+):/gm)];
    expect(tokens.map(([, name = '']) => name).filter((name) => !names.has(name))).toEqual([]);
  });
});
