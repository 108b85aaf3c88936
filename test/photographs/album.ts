import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

/** The photographs as they should be; `npm run photographs` takes them anew. */
const kept = resolve('test', 'photographs', 'album');
/** Where those that are not as they should be are put, with what differs. */
const developed = resolve('out', 'photographs');

/** How much of a picture may differ, of 1: a letter drawn a little otherwise, not one that is missing. */
const TOLERANCE = 0.0015;
/** How far one pixel's colour may be off, of 1. */
const COLOUR = 0.12;

export const retakes = process.env.PADDOCK_RETAKE === 'yes';

/** Empties the folder of what differs, and where photographs are taken anew, the album of this part. */
export function openAlbum(part: string): void {
  rmSync(join(developed, part), { recursive: true, force: true });
  if (retakes) rmSync(join(kept, part), { recursive: true, force: true });
}

/** What is wrong with a photograph, by the one in the album; null where nothing is. Keeps it where they are taken anew. */
export function compare(name: string, taken: PNG): string | null {
  const path = join(kept, `${name}.png`);
  if (retakes) {
    write(path, taken);
    return null;
  }
  const shown = join(developed, `${name}.png`);
  if (!existsSync(path)) {
    write(shown, taken);
    return `${name}: there is no such photograph in the album; npm run photographs takes it`;
  }
  const { width, height, data } = PNG.sync.read(readFileSync(path));
  if (width !== taken.width || height !== taken.height) {
    write(shown, taken);
    return `${name}: ${taken.width} x ${taken.height} instead of ${width} x ${height}`;
  }
  const difference = new PNG({ width, height });
  const pixels = pixelmatch(data, taken.data, difference.data, width, height, { threshold: COLOUR });
  const share = pixels / (width * height);
  if (share <= TOLERANCE) return null;
  write(shown, taken);
  write(join(developed, `${name}.differs.png`), difference);
  return `${name}: ${(share * 100).toFixed(2)} % differs; see ${join('out', 'photographs', `${name}.differs.png`)}`;
}

function write(path: string, picture: PNG): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, PNG.sync.write(picture, { colorType: 2, deflateLevel: 9 }));
}
