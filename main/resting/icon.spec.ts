import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { pixmapOf } from './icon';

describe('an icon on the bus', () => {
  it('has each pixel’s alpha before its colours', () => {
    const png = new PNG({ width: 2, height: 1 });
    png.data = Buffer.from([1, 2, 3, 4, 250, 251, 252, 253]);
    const url = `data:image/png;base64,${PNG.sync.write(png).toString('base64')}`;
    expect(pixmapOf(url)).toEqual([2, 1, Buffer.from([4, 1, 2, 3, 253, 250, 251, 252])]);
  });
});
