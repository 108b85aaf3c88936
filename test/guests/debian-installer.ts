import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = '/usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64';

/** Kernel and initrd of Debian's text installer: a real system that draws its first screen without a disk or a network. */
export function debianInstaller(): { readonly kernel: string; readonly initrd: string } {
  const [kernel, initrd] = [join(FOLDER, 'linux'), join(FOLDER, 'initrd.gz')];
  if (existsSync(kernel) && existsSync(initrd)) return { kernel, initrd };
  throw new Error('debian-installer-12-netboot-amd64 is not installed; `npm test` installs it');
}
