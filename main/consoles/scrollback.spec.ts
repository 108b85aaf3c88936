import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Scrollback } from './scrollback';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (of: Uint8Array): string => new TextDecoder().decode(of);

describe('a scrollback', () => {
  it('keeps the last bytes up to its limit, whatever the blocks they came in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 60 }),
        (blocks, limit) => {
          const scrollback = new Scrollback(limit);
          for (const block of blocks) scrollback.add(bytes(block));
          const all = blocks.join('');
          const { bytes: kept, next, missed } = scrollback.from(0, 1_000_000);
          expect(text(kept)).toBe(all.slice(-limit));
          expect(next).toBe(all.length);
          expect(missed).toBe(Math.max(0, all.length - limit));
        },
      ),
    );
  });

  it('is read on from a position, in pieces of at most the size asked for', () => {
    const scrollback = new Scrollback(100);
    scrollback.add(bytes('abcdefgh'));
    const first = scrollback.from(2, 3);
    expect(text(first.bytes)).toBe('cde');
    expect(text(scrollback.from(first.next, 100).bytes)).toBe('fgh');
    expect(scrollback.from(8, 100)).toMatchObject({ next: 8, missed: 0 });
  });

  it('hands out copies: what is added later does not change what was read', () => {
    const scrollback = new Scrollback(4);
    scrollback.add(bytes('abcd'));
    const { bytes: read } = scrollback.from(0, 4);
    scrollback.add(bytes('wxyz'));
    expect(text(read)).toBe('abcd');
  });

  it('takes a megabyte in single bytes within a second: its cost does not grow with what it keeps', () => {
    const scrollback = new Scrollback(1024 * 1024);
    const one = bytes('x');
    const began = performance.now();
    for (let at = 0; at < 1024 * 1024; at++) {
      scrollback.add(one);
      if (at % 16 === 0) scrollback.from(at, 1);
    }
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
