import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';

/** One way in which the window is photographed. */
export interface Pose {
  readonly theme: 'light' | 'dark';
  readonly language: 'en' | 'de';
}

/** What is never twice the same is hidden and leaves its room empty: times, amounts, screens, and what passes by itself. */
const PASSING = [
  'time',
  'canvas',
  'img',
  '.took',
  '.sparkline',
  '.xterm',
  '[data-guest]',
  '.editor', // a definition has its own identity and times
  'code',
  'pre', // command lines name the home folder
  '.why',
];

/** What this computer has takes a line or two, by its words, and notes come and go: they leave no room. */
const OF_THIS_COMPUTER = ['.driver :is(.status, .why, .note)', '.slow', '.notes'];

/** Hides what passes while photographs are taken; a `<style>` of ours would be against the window's content policy. */
export async function prepareForPhotographs(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(
    ([passing, own]) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        `html[data-photographed] :is(${passing}) { visibility: hidden !important; }
       html[data-photographed] :is(${own}) { display: none !important; }
       html[data-photographed] * { caret-color: transparent !important; }`,
      );
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    },
    [PASSING.join(', '), OF_THIS_COMPUTER.join(', ')] as const,
  );
}

/** Brings the window into a pose by `set`, and answers when it is in it. */
export async function pose(
  page: Page,
  { theme, language }: Pose,
  set: (settings: Pose) => Promise<unknown>,
): Promise<void> {
  await set({ theme, language });
  await page.locator(`html[data-theme=${theme}][lang=${language}]`).waitFor({ state: 'attached' });
}

/** What the window shows, without what passes. */
export async function photograph(page: Page): Promise<PNG> {
  await page.evaluate(() => {
    document.documentElement.dataset['photographed'] = '';
    return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  });
  const bytes = await page.screenshot();
  await page.evaluate(() => delete document.documentElement.dataset['photographed']);
  return develop(bytes);
}

/** So many shades has each of red, green and blue. */
const SHADES = 16;
/** The pixels of which one becomes one. */
const FOUR = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const;

/** Half the size and few colours: enough to see what moved or changed its colour, and small to keep. */
export function develop(bytes: Buffer): PNG {
  const { width, height, data } = PNG.sync.read(bytes);
  const small = new PNG({ width: width >> 1, height: height >> 1 });
  const step = 255 / (SHADES - 1);
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      const at = (y * small.width + x) * 4;
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (const [dx, dy] of FOUR) sum += data[((2 * y + dy) * width + 2 * x + dx) * 4 + channel] ?? 0;
        small.data[at + channel] = Math.round(Math.round(sum / 4 / step) * step);
      }
      small.data[at + 3] = 255;
    }
  }
  return small;
}
