import { PNG } from 'pngjs';

/** A picture as a status notifier item has it: width, height, and each pixel's alpha, red, green and blue. */
export type Pixmap = [number, number, Buffer];

/** Makes one of a PNG's data URL. */
export function pixmapOf(dataUrl: string): Pixmap {
  const { width, height, data } = PNG.sync.read(
    Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64'),
  );
  const pixels = Buffer.alloc(data.length);
  for (let at = 0; at < data.length; at += 4) {
    pixels[at] = data[at + 3] ?? 0;
    data.copy(pixels, at + 1, at, at + 3);
  }
  return [width, height, pixels];
}
