import { describe, expect, it } from 'vitest';
import { formatAmount, parseAmount } from './amounts';

const MIB = 1024 * 1024;

describe('An amount of OpenVZ’s', () => {
  it.each([
    ['0:32768', 'pages', { barrier: 0, limit: 128 * MIB }],
    ['65536', 'pages', { barrier: 256 * MIB, limit: 256 * MIB }],
    ['0:256M', 'pages', { barrier: 0, limit: 256 * MIB }],
    ['14372700:14790164', 'bytes', { barrier: 14372700, limit: 14790164 }],
    ['2G:2.2G', 'kilobytes', { barrier: 2048 * MIB, limit: Math.floor(2.2 * 1024 * MIB) }],
    ['1048576:1153434', 'kilobytes', { barrier: 1024 * MIB, limit: 1153434 * 1024 }],
    ['131072:144179', 'items', { barrier: 131072, limit: 144179 }],
    ['5p', 'bytes', { barrier: 5 * 4096, limit: 5 * 4096 }],
    ['0:unlimited', 'pages', { barrier: 0, limit: null }],
    ['unlimited', 'pages', { barrier: null, limit: null }],
    ['0:9223372036854775807', 'pages', { barrier: 0, limit: null }],
    ['0:2147483647', 'pages', { barrier: 0, limit: null }],
  ] as const)('%s, in %s, is read', (text, unit, amount) => {
    expect(parseAmount(text, unit)).toEqual(amount);
  });

  it.each(['', 'much', '1:2:3', '-5', '5x', '1:'])('“%s” is none', (text) => {
    expect(parseAmount(text, 'pages')).toBeUndefined();
  });

  it('is written in the unit of its parameter, and in whole ones', () => {
    expect(formatAmount(128 * MIB, 'pages')).toBe('32768');
    expect(formatAmount(128 * MIB + 1, 'pages')).toBe('32769');
    expect(formatAmount(2048 * MIB, 'kilobytes')).toBe('2097152');
    expect(formatAmount(null, 'pages')).toBe(String(2 ** 40));
    expect(parseAmount(formatAmount(null, 'pages'), 'pages')).toEqual({ barrier: null, limit: null });
  });
});
