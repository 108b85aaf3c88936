import { BrowserWindow, dialog, type FileFilter, type WebContents } from 'electron';
import type { CallArgs } from '../../preload/contract';
import type { Say } from './text/text';

type Purpose = CallArgs<'file.pick'>['purpose'];

const DISKS = ['qcow2', 'img', 'raw', 'vmdk', 'vdi', 'vhdx'] as const;
/** How the files that one looks for end; kernels and initrds have no common ending. */
const ENDINGS = {
  iso: ['iso', 'img'],
  disk: DISKS,
  archive: ['tar', 'gz', 'tgz', 'xz', 'txz', 'zst', 'bz2'],
  import: ['ova', 'ovf', 'xml', 'conf', ...DISKS, 'vhd'],
} as const;

function filtersFor(purpose: Purpose, say: Say): FileFilter[] {
  if (purpose === 'folder') return [];
  const all = { name: say('file.all'), extensions: ['*'] };
  return purpose in ENDINGS ? [named(purpose as keyof typeof ENDINGS, say), all] : [all];
}

function named(kind: keyof typeof ENDINGS, say: Say): FileFilter {
  return { name: say(`file.${kind}`), extensions: [...ENDINGS[kind]] };
}

/** Lets a person choose a file or a folder; null when they chose none. */
export async function pickFile(purpose: Purpose, say: Say, from: WebContents): Promise<string | null> {
  const window = BrowserWindow.fromWebContents(from);
  const options = {
    properties: [purpose === 'folder' ? ('openDirectory' as const) : ('openFile' as const)],
    filters: filtersFor(purpose, say),
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
