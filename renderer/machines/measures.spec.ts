import { describe, expect, it } from 'vitest';
import { USUAL } from './look';
import { measure } from './measures';

describe('the measures', () => {
  it('of a list do not follow its width', () => {
    expect(measure(USUAL, 500)).toEqual(measure(USUAL, 1500));
    expect(measure(USUAL, 500).columns).toBe(1);
  });

  it('of a grid give it as many columns as there is room for, and at least one', () => {
    const columns = (width: number): number => measure({ ...USUAL, shape: 'grid' }, width).columns;
    expect(columns(1060)).toBe(4);
    expect(columns(680)).toBe(3);
    expect(columns(100)).toBe(1);
    expect(columns(0)).toBe(1);
  });

  it('leave room for the names of groups where there are groups', () => {
    expect(measure(USUAL, 900).headHeight).toBe(0);
    expect(measure({ ...USUAL, grouping: 'tag' }, 900).headHeight).toBeGreaterThan(0);
  });
});
