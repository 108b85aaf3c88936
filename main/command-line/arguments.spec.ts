import { describe, expect, it } from 'vitest';
import { numberOf, readArguments, sizeOf } from './arguments';
import { WrongUsage } from './failed';

const SHAPE = {
  options: { paused: { help: '' }, name: { value: 'NAME', help: '' } },
  words: [1, 2],
} as const;

describe('what is typed after a command', () => {
  it('is words and options, in any order', () => {
    expect(readArguments(['--paused', 'web', '--name=x y', '--json', 'db'], SHAPE)).toEqual({
      words: ['web', 'db'],
      options: { paused: true, name: 'x y', json: true },
    });
    expect(readArguments(['--', '--json'], SHAPE)).toEqual({ words: ['--json'], options: {} });
  });

  it.each([
    ['an option that the command has not', ['web', '--nonsense'], /--nonsense/],
    ['a value that is missing', ['web', '--name'], /--name/],
    ['a value for a switch', ['web', '--paused=1'], /--paused/],
    ['too few words', [], /missing/],
    ['too many words', ['a', 'b', 'c'], /“c”/],
  ])('is refused for %s', (_what, typed, words) => {
    expect(() => readArguments(typed, SHAPE)).toThrow(WrongUsage);
    expect(() => readArguments(typed, SHAPE)).toThrow(words);
  });

  it('needs no words where help is asked for', () => {
    expect(readArguments(['-h'], SHAPE).options).toEqual({ help: true });
  });
});

describe('a size', () => {
  it.each([
    ['65536', 65536],
    ['512M', 512 * 1024 ** 2],
    ['2G', 2 * 1024 ** 3],
    ['1.5GiB', 1.5 * 1024 ** 3],
    ['20 GB', 20 * 1024 ** 3],
    ['1t', 1024 ** 4],
  ])('%s is %d bytes', (text, bytes) => expect(sizeOf(text, 'disk')).toBe(bytes));

  it.each(['', 'G', '2X', '-1G', '1e3', 'two'])('is not “%s”', (text) =>
    expect(() => sizeOf(text, 'disk')).toThrow(/--disk/),
  );
});

describe('a whole number', () => {
  it('is digits alone', () => {
    expect(numberOf('4', 'cpus')).toBe(4);
    for (const text of ['', '-1', '1.5', '0x2']) expect(() => numberOf(text, 'cpus')).toThrow(/--cpus/);
  });
});
