import { describe, expect, it } from 'vitest';
import { readLook, USUAL, type Look } from './look';

describe('the look that is kept', () => {
  it('is read as it was', () => {
    const look: Look = { shape: 'grid', sort: { by: 'created', descending: true }, grouping: 'tag' };
    expect(readLook(JSON.stringify(look))).toEqual(look);
  });

  it('is as usual where nothing was kept, or nothing that can be read', () => {
    for (const text of [null, '', '{', '7', 'null', '[]']) expect(readLook(text)).toEqual(USUAL);
  });

  it('is as usual in what is not known', () => {
    const text = JSON.stringify({
      shape: 'cube',
      sort: { by: 'colour', descending: true },
      grouping: 'state',
    });
    expect(readLook(text)).toEqual({ ...USUAL, sort: { by: 'name', descending: true }, grouping: 'state' });
  });
});
