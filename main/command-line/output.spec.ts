import { describe, expect, it } from 'vitest';
import { bytesOf, failureText, sheet, table } from './output';

describe('a table', () => {
  it('has columns as wide as what is in them, of numbers to the right', () => {
    const rows = [
      ['web', '512 MiB', 'x'],
      ['Übungsrechner 東京', '2 GiB', ''],
    ];
    expect(table(['NAME', 'MEMORY', 'ID'], rows, ['MEMORY'])).toBe(
      [
        'NAME                 MEMORY  ID',
        'web                 512 MiB  x',
        'Übungsrechner 東京    2 GiB',
        '',
      ].join('\n'),
    );
  });
});

describe('a sheet', () => {
  it('leaves out what has no value, and puts further lines below the first', () => {
    expect(
      sheet([
        ['Name', 'web'],
        ['Server', null],
        ['Addresses', 'a\nb'],
        ['Tags', ''],
      ]),
    ).toBe('Name:      web\nAddresses: a\n           b\n');
  });
});

describe('a size', () => {
  it.each([
    [0, '0 B'],
    [512 * 1024 ** 2, '512 MiB'],
    [1.5 * 1024 ** 3, '1.5 GiB'],
    [1024 ** 3 - 1, '1 GiB'],
    [null, '-'],
  ])('of %s is %s', (bytes, text) => expect(bytesOf(bytes)).toBe(text));
});

describe('a failure', () => {
  it('is told as a sentence, its cause and what to do next', () => {
    const failure = {
      code: 'disk-full',
      message: 'No space.',
      cause: 'One.\nTwo.',
      next: 'Free some.',
    } as const;
    expect(failureText(failure, 'web')).toBe('paddock: web: No space.\n  One.\n  Two.\n  Free some.\n');
    expect(failureText({ code: 'busy', message: 'Busy.' })).toBe('paddock: Busy.\n');
  });
});
