import { nativeImage } from 'electron';

/** Twice what the list shows, in pixels, for displays of high resolution. */
const WIDTH = 320;

/** A PNG, made small enough for a list of pictures; one that is small already stays as it is. */
export function toThumbnail(png: Uint8Array): Uint8Array {
  const image = nativeImage.createFromBuffer(Buffer.from(png));
  if (image.isEmpty() || image.getSize().width <= WIDTH) return png;
  return image.resize({ width: WIDTH, quality: 'good' }).toPNG();
}
