/** The folder of tools that electron-builder makes an AppImage with, from what the system has. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../setup/command.mjs';
import { extractAppImageRuntime } from '../setup/electron-wheel.mjs';
import { cacheFolder } from '../setup/project.mjs';

/** Makes the folder at the first call and returns its path. */
export async function appImageTools() {
  const cache = cacheFolder();
  const folder = join(cache, 'appimage-tools');
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, `.setup-${process.pid}-`));
  try {
    const made = join(work, 'tools');
    for (const part of ['runtimes', 'lib/x64']) mkdirSync(join(made, part), { recursive: true });
    for (const name of ['mksquashfs', 'desktop-file-validate'])
      symlinkSync(findProgram(name), join(made, name));
    const runtime = join(made, 'runtimes', 'runtime-x64');
    writeFileSync(runtime, await extractAppImageRuntime(work));
    chmodSync(runtime, 0o755);
    renameSync(made, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}
