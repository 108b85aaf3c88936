import { writeFile } from 'node:fs/promises';
import type { WebContents } from 'electron';

/** How long the first page may take to settle, in ms. */
const LIMIT_MS = 30_000;

/**
 * Waits until the window shows its first page: its list is read, its fonts are there, two frames have passed. The page
 * says so by `data-ready` on its root element.
 */
export async function firstPage(contents: WebContents): Promise<void> {
  const settled = `new Promise((resolve, reject) => {
    const end = Date.now() + ${LIMIT_MS};
    const look = () => {
      if (document.documentElement.hasAttribute('data-ready')) {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)));
      } else if (Date.now() > end) reject(new Error('the window showed nothing within ${LIMIT_MS / 1000} s'));
      else setTimeout(look, 10);
    };
    look();
  })`;
  await contents.executeJavaScript(settled);
}

/** Saves a picture of what the window shows as PNG. Throws where the window stays empty or the file can't be written. */
export async function saveScreenshot(contents: WebContents, path: string): Promise<void> {
  await firstPage(contents);
  const image = await contents.capturePage();
  if (image.isEmpty()) throw new Error('the window could not be captured');
  await writeFile(path, image.toPNG());
}
