import { describe, expect, it } from 'vitest';
import { linePath } from './line-path';

const frame = { length: 3, most: 10, width: 20, height: 10 };

describe('the outline of a line', () => {
  it('goes from left to right, higher where there is more', () => {
    expect(linePath([0, 5, 10], frame)?.line).toBe('M0 10L10 5L20 0');
  });

  it('begins at the right while there are few values, and never leaves the frame', () => {
    expect(linePath([5, 99], frame)).toEqual({ line: 'M10 5L20 0', area: 'M10 10L10 5L20 0V10Z' });
  });

  it('has a gap where nothing is known, and is none where there is nothing to join', () => {
    expect(linePath([1, 1, null, 2, 2], { ...frame, length: 5 })?.line).toBe('M0 9L5 9M15 8L20 8');
    expect(linePath([1, null, 1], frame)).toBeNull();
    expect(linePath([], frame)).toBeNull();
  });
});
