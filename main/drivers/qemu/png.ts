import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';

/** `P6`, width, height and the greatest value, which QEMU always gives as 255. */
const PPM_HEAD = /^P6\s+(\d+)\s+(\d+)\s+255\s/;
/** Of PNG: red, green and blue. */
const RGB = 2;

/**
 * A PNG of the same picture, its pixels packed in another thread. Throws where it is no PPM of 8 bits a colour. Source:
 * ppm(5).
 */
export async function pngOfPpm(ppm: Buffer): Promise<Uint8Array> {
  const [head, width, height] = PPM_HEAD.exec(ppm.toString('latin1', 0, 64)) ?? [];
  const size = { width: Number(width), height: Number(height) };
  const pixels = ppm.subarray(head?.length);
  if (head === undefined || pixels.length < 3 * size.width * size.height)
    throw new Error('the picture is no PPM');
  const { PNG } = await import('pngjs'); // read with the first picture, not with the app
  const png = new PNG({
    ...size,
    colorType: RGB,
    inputColorType: RGB,
    inputHasAlpha: false,
    deflateLevel: 1,
    filterType: 0,
  });
  png.data = pixels;
  const packed = new PassThrough();
  png.once('error', (error) => packed.destroy(error));
  png.pack().pipe(packed);
  return buffer(packed);
}
