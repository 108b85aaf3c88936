import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OperationSchema, RequesterSchema } from '../../main/domains/job';
import { subjects } from '../../text/told/de';
import { saidIn, saidInFile } from './said';

const ROOT = join(import.meta.dirname, '../..');
/** The contract's schemas speak as well. */
const said = ['main', 'preload'].flatMap((folder) =>
  saidIn(join(ROOT, folder)).map((one) => ({ ...one, file: `${folder}/${one.file}` })),
);
/** Texts are the same where they say the same around what is filled in. */
const shape = (text: string): string => text.replace(/\{\w+\*?\}/g, '{}');
const names = (text: string): string[] => [...text.matchAll(/\{(\w+)/g)].map(([, name]) => name ?? '').sort();
const entries = Object.entries(subjects).flatMap(([subject, told]) =>
  Object.entries(told).map(([english, words]) => ({ subject, english, words })),
);

/** Where the German of what a file says belongs. */
function subjectOf(file: string): string {
  const driver = /^main\/drivers\/(\w+)\//.exec(file)?.[1];
  if (driver) return driver;
  if (file.startsWith('main/drivers/')) return 'drivers';
  if (file.startsWith('main/storage/import/')) return 'import';
  return /^main\/(storage|consoles)\//.test(file) ? 'files' : 'registry';
}

/** Entries for what no literal says as it stands: single words, and what comes from libraries. */
const NOT_LITERAL: ReadonlySet<string> = new Set([
  ...OperationSchema.options,
  ...RequesterSchema.options,
  ...['It', 'unknown', 'container', 'instance', 'restart'],
]);

describe('what main says to a person', () => {
  it('has words in German, all of it', () => {
    const known = new Set(entries.map(({ english }) => shape(english)));
    const missing = said
      .filter(({ text }) => !known.has(shape(text)))
      .map(
        ({ text, file, line }) =>
          `${file}:${line} says something without German. Add to text/told/de/${subjectOf(file)}.ts: ` +
          `${JSON.stringify(text)}: '…' ({name} stays as it is, {name*} is told as well; a technical text: see test/lint/said.ts)`,
      );
    expect([...new Set(missing)]).toEqual([]);
    for (const word of [...OperationSchema.options, ...RequesterSchema.options]) {
      if (word !== 'Paddock') expect(known, word).toContain(word);
    }
  });

  it('has no words in German that nothing says any more', () => {
    const now = new Set(said.map(({ text }) => shape(text)));
    const idle = entries.filter(
      ({ subject, english }) =>
        subject !== 'forms' && !now.has(shape(english)) && !NOT_LITERAL.has(shape(english)),
    );
    expect(idle.map(({ subject, english }) => `text/told/de/${subject}.ts: ${english}`)).toEqual([]);
  });

  it('says each thing once, and fills in the same in both languages', () => {
    const shapes = entries.map(({ english }) => shape(english));
    expect(shapes.filter((one, index) => shapes.indexOf(one) !== index)).toEqual([]);
    for (const { english, words } of entries) {
      const filled = new Set(names(english));
      expect(
        [...new Set(names(words))].filter((name) => !filled.has(name)),
        english,
      ).toEqual([]);
      expect(words, english).not.toMatch(/["'”’]|\*\}|\.\.\./);
    }
  });

  it('has the parts told as well that are words of main’s', () => {
    const spoken = (text: string): number[] =>
      [...text.matchAll(/\{\w+(\*?)\}/g)].flatMap(([, star], at) => (star ? [at] : []));
    const known = new Map(entries.map(({ english }) => [shape(english), english]));
    const kept = said.filter(({ text }) => {
      const told = spoken(known.get(shape(text)) ?? text);
      return spoken(text).some((at) => !told.includes(at));
    });
    expect(kept.map(({ text, file, line }) => `${file}:${line}: ${text}`)).toEqual([]);
  });

  it('is found wherever it stands, and what is for logs and programs is not', () => {
    const source = `
      import x from './a b';
      if (kind === 'two words') log('not for people');
      throw new Error('not for people');
      const plan = { command: ['sudo apt install x'], message: \`“\${name}” is \${on ? 'on now' : 'off'}.\` };
      job.report('Copying');
      const reason = unable('It is not there.');`;
    expect(saidInFile('a.ts', source).map(({ text }) => text)).toEqual([
      '“{name}” is {on*}.',
      'on now',
      'off',
      'Copying',
      'It is not there.',
    ]);
  });
});
