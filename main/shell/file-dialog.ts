import { BrowserWindow, dialog, type FileFilter, type WebContents } from 'electron';
import type { CallArgs } from '../../preload/contract';

type Purpose = CallArgs<'file.pick'>['purpose'];

const ANY: FileFilter = { name: 'All files', extensions: ['*'] };
const FILTERS: Readonly<Record<Purpose, readonly FileFilter[]>> = {
  iso: [{ name: 'Installation images', extensions: ['iso', 'img'] }, ANY],
  disk: [{ name: 'Disk images', extensions: ['qcow2', 'img', 'raw', 'vmdk', 'vdi', 'vhdx'] }, ANY],
  archive: [{ name: 'Archives', extensions: ['tar', 'gz', 'tgz', 'xz', 'txz', 'zst', 'bz2'] }, ANY],
  kernel: [ANY], // kernels and initrds have no common ending
  initrd: [ANY],
  import: [
    {
      name: 'Machines and disk images',
      extensions: ['ova', 'ovf', 'xml', 'conf', 'qcow2', 'img', 'raw', 'vmdk', 'vdi', 'vhdx', 'vhd'],
    },
    ANY,
  ],
  any: [ANY],
  folder: [],
};

/** Lets a person choose a file or a folder; null when they chose none. */
export async function pickFile(purpose: Purpose, from: WebContents): Promise<string | null> {
  const window = BrowserWindow.fromWebContents(from);
  const options = {
    properties: [purpose === 'folder' ? ('openDirectory' as const) : ('openFile' as const)],
    filters: [...FILTERS[purpose]],
  };
  const { filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  return filePaths[0] ?? null;
}

/** Lets a person say where a new file shall be; null when they did not. */
export async function placeFile(name: string, from: WebContents): Promise<string | null> {
  const window = BrowserWindow.fromWebContents(from);
  const options = { defaultPath: name };
  const { filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  return filePath || null;
}
