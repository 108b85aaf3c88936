import { describe, expect, it } from 'vitest';
import { memoryHint } from './memory-hint';

const GIB = 1024 ** 3;

describe('what stands below a field for memory', () => {
  it('is what this computer has', () => {
    expect(memoryHint(4096, 8 * GIB)).toBe('This computer has 8 GiB.');
    expect(memoryHint(8192, 8 * GIB)).toBe('This computer has 8 GiB.');
    expect(memoryHint(null, 8 * GIB)).toBe('This computer has 8 GiB.');
  });

  it('says so where more is asked for', () => {
    expect(memoryHint(8193, 8 * GIB)).toBe('More than this computer has (8 GiB): it may not start.');
  });

  it('claims nothing before it is known what this computer has', () => {
    expect(memoryHint(4096, 0)).not.toMatch(/More/);
  });
});
