/** The kinds of packages, what making each takes, and the name electron-builder has for it. */
import { findProgram } from '../setup/command.mjs';
import { wheelTools } from '../setup/package-list.mjs';
import { SetupError } from '../setup/report.mjs';
import { appImageTools } from './appimage-tools.mjs';

const sevenZip = { program: '7za', packages: ['p7zip-full', '7zip'] };
const rpmbuild = { program: 'rpmbuild', packages: ['rpm'] };
const bsdtar = { program: 'bsdtar', packages: ['libarchive-tools'] };
const appImage = [
  { program: 'mksquashfs', packages: ['squashfs-tools'] },
  { program: 'desktop-file-validate', packages: ['desktop-file-utils'] },
];

const archive = {
  needs: [sevenZip],
  environment: () => ({ ELECTRON_BUILDER_7ZIP_PATH: findProgram('7za') }),
};

/** By the name a person types. */
export const formats = {
  deb: { target: 'deb', needs: [] },
  rpm: { target: 'rpm', needs: [rpmbuild] },
  pacman: { target: 'pacman', needs: [bsdtar] },
  appimage: {
    target: 'AppImage',
    needs: [...appImage, ...wheelTools],
    environment: async () => ({ APPIMAGE_TOOLS_PATH: await appImageTools() }),
  },
  zip: { target: 'zip', ...archive },
  'tar.gz': { target: 'tar.gz', ...archive },
  dir: { target: 'dir', needs: [] },
};

/** The formats a person asked for; the Debian package where none is named. */
export function chooseFormats(names) {
  const wanted = names.length === 0 ? ['deb'] : names.map((name) => name.toLowerCase());
  const unknown = wanted.filter((name) => !Object.hasOwn(formats, name));
  if (unknown.length > 0) {
    const known = Object.keys(formats).join(', ');
    throw new SetupError(`there is no format ${unknown.join(', ')}; the formats are ${known}`);
  }
  return [...new Set(wanted)].map((name) => formats[name]);
}
