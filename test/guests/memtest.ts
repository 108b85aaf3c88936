import { existsSync } from 'node:fs';

const PATHS = ['/usr/lib/memtest86+/memtest86+x64.iso', '/boot/memtest86+x64.iso'];

/** The ISO of Debian's memtest86+: a guest that paints its screen within a second. */
export function memtestIso(): string {
  const found = PATHS.find((path) => existsSync(path));
  if (found) return found;
  throw new Error('memtest86+ is not installed; `npm test` installs it');
}
