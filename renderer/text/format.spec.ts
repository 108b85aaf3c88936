import { describe, expect, it } from 'vitest';
import {
  formatPercent,
  formatRate,
  formatBytes,
  formatCommand,
  formatCommandLines,
  formatDuration,
} from './format';

describe('a size', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [512 * 1024 ** 2, '512 MiB'],
    [4 * 1024 ** 3, '4 GiB'],
    [1024 ** 3 - 1, '1 GiB'],
    [2.25 * 1024 ** 4, '2.3 TiB'],
    [5000 * 1024 ** 4, '5000 TiB'],
  ])('of %d bytes is told as %s', (bytes, told) => expect(formatBytes(bytes)).toBe(told));
});

describe('a length of time', () => {
  const minute = 60_000;
  it.each([
    [-5, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [minute, '1 min'],
    [59 * minute, '59 min'],
    [60 * minute, '1 h'],
    [200 * minute, '3 h 20 min'],
    [24 * 60 * minute, '1 day'],
    [72 * 60 * minute, '3 days'],
  ])('of %d ms is told as %s', (ms, told) => expect(formatDuration(ms)).toBe(told));
});

describe('a command line', () => {
  it('is quoted where a shell would take it apart', () => {
    expect(formatCommand(['qemu', '-name', 'a b', '-append', "it's", '$HOME', ''])).toBe(
      `qemu -name 'a b' -append 'it'\\''s' '$HOME' ''`,
    );
  });

  it('stands an option a line, with its value', () => {
    expect(formatCommandLines(['qemu', '-m', '2048', '-nodefaults', '-name', 'x y'])).toBe(
      "qemu \\\n  -m 2048 \\\n  -nodefaults \\\n  -name 'x y'",
    );
  });

  it('keeps an argument that follows a value on a line of its own', () => {
    expect(formatCommandLines(['tool', '-a', 'b', 'c'])).toBe('tool \\\n  -a b \\\n  c');
  });
});

describe('shares and rates', () => {
  it('are told with as many digits as matter', () => {
    expect([0, 0.0042, 0.07, 1].map(formatPercent)).toEqual(['0 %', '0.4 %', '7 %', '100 %']);
    expect(formatRate(1.5 * 1024 * 1024)).toBe('1.5 MiB/s');
  });
});
