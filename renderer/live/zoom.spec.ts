import { describe, expect, it } from 'vitest';
import { zoomAfter } from './zoom';

describe('zooming', () => {
  it('goes step by step and ends where there is nothing larger or smaller', () => {
    expect(zoomAfter(100, 'in')).toBe(110);
    expect(zoomAfter(200, 'in')).toBe(200);
    expect(zoomAfter(200, 'out')).toBe(175);
    expect(zoomAfter(100, 'out')).toBe(100);
    expect(zoomAfter(175, 'reset')).toBe(100);
  });

  it('finds its steps again from a size between two', () => {
    expect(zoomAfter(130, 'in')).toBe(150);
    expect(zoomAfter(130, 'out')).toBe(125);
  });
});
