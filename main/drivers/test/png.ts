import type { Framebuffer } from './framebuffer';

/** A picture as a PNG file. */
export async function pngOf({
  width,
  height,
  pixels,
}: Pick<Framebuffer, 'width' | 'height' | 'pixels'>): Promise<Uint8Array> {
  const { PNG } = await import('pngjs'); // read with the first picture, not with the app
  const png = new PNG({ width, height, colorType: 2 });
  const bytes = new DataView(png.data.buffer, png.data.byteOffset, png.data.byteLength);
  for (const [at, colour] of pixels.entries()) bytes.setUint32(at * 4, ((colour << 8) | 0xff) >>> 0); // 0xrrggbb, opaque
  return PNG.sync.write(png, { colorType: 2, deflateLevel: 1 });
}
