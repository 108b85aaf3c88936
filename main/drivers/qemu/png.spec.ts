import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { pngOfPpm } from './png';

const PIXELS = [255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3];
const ppm = (head: string, pixels = PIXELS): Buffer =>
  Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(pixels)]);

describe('a picture of a screen', () => {
  it('has the same pixels as a PNG', async () => {
    const { width, height, data } = PNG.sync.read(Buffer.from(await pngOfPpm(ppm('P6\n2 2\n255\n'))));
    expect([width, height]).toEqual([2, 2]);
    expect([...data]).toEqual([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 1, 2, 3, 255]);
  });

  it('is none where it was cut short, or is something else', async () => {
    await expect(pngOfPpm(ppm('P6\n2 2\n255\n', PIXELS.slice(1)))).rejects.toThrow('no PPM');
    await expect(pngOfPpm(ppm('P5\n2 2\n255\n'))).rejects.toThrow('no PPM');
  });
});
