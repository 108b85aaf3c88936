import { describe, expect, it } from 'vitest';
import { OutputTail, recordedOf, SHOWN_MAX } from './output-tail';

describe('what a program prints', () => {
  it('is kept as it came where it is short', () => {
    const tail = new OutputTail();
    for (const piece of ['one\n', 'two\n', 'three']) tail.add(piece);
    expect(tail.end()).toEqual({ text: 'one\ntwo\nthree', isCut: false });
  });

  it('is kept from the beginning of a line on where it is long, however it came', () => {
    const tail = new OutputTail();
    for (let number = 0; number < 50_000; number++) tail.add(`line ${number}\n`);
    const { text, isCut } = tail.end();
    expect(isCut).toBe(true);
    expect(text.length).toBeLessThanOrEqual(SHOWN_MAX);
    expect(text.length).toBeGreaterThan(SHOWN_MAX - 100);
    expect(text).toMatch(/^line \d+\n/);
    expect(text.endsWith('line 49999\n')).toBe(true);
  });

  it('is kept where it is one long line', () => {
    const tail = new OutputTail();
    tail.add('x'.repeat(3 * SHOWN_MAX));
    expect(tail.end()).toEqual({ text: 'x'.repeat(SHOWN_MAX), isCut: true });
  });

  it('is kept without what is for a terminal alone', () => {
    const tail = new OutputTail();
    tail.add('\u001b[31mred\u001b[0m\r\n');
    expect(tail.end().text).toBe('red\n');
  });

  it('is kept shorter in the log of operations', () => {
    const output = { command: 'seq 9', exitCode: 0, signal: null, text: 'a\n'.repeat(9_000), isCut: false };
    const recorded = recordedOf(output);
    expect(recorded.isCut).toBe(true);
    expect(recorded.text.length).toBeLessThanOrEqual(4096);
    expect(recordedOf(recorded)).toBe(recorded);
  });
});
