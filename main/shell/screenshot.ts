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
    const root = document.documentElement;
    const twoFrames = () => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)));
    if (root.hasAttribute('data-ready')) return twoFrames();
    const observer = new MutationObserver(() => {
      observer.disconnect();
      twoFrames();
    });
    observer.observe(root, { attributeFilter: ['data-ready'] });
    setTimeout(() => reject(new Error('the window showed nothing within ${LIMIT_MS / 1000} s')), ${LIMIT_MS});
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
