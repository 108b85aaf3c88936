import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, type WebContents } from 'electron';
import type { CallArgs } from '../../preload/contract';
import type { Say } from './text/text';

type Kind = CallArgs<'file.save'>['kind'];

const KINDS: Readonly<
  Record<Kind, { readonly extensions: readonly string[]; readonly folder: 'pictures' | 'documents' }>
> = {
  picture: { extensions: ['png'], folder: 'pictures' },
  text: { extensions: ['txt', 'log'], folder: 'documents' },
};

/**
 * Asks a person where to keep what the window shows, and writes it there; the desktop's dialog has asked about a file that
 * is there already. Answers with the path, or null where they would rather not. Throws the typed errors of files.
 */
export async function saveFile(
  { kind, name, bytes }: CallArgs<'file.save'>,
  say: Say,
  from: WebContents,
): Promise<string | null> {
  const { extensions, folder } = KINDS[kind];
  const options = {
    defaultPath: join(app.getPath(folder), name),
    filters: [{ name: say(`file.${kind}`), extensions: [...extensions] }],
  };
  const window = BrowserWindow.fromWebContents(from);
  const { filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  if (!filePath) return null;
  const part = `${filePath}.part`; // what is there already stays whole where the drive is full
  try {
    await writeFile(part, bytes);
    await rename(part, filePath);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return filePath;
}
