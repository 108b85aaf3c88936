import type { Page } from 'playwright-core';
import { eventually } from './app';

/** The text that the terminal shows, rows joined. */
export function terminalText(page: Page): Promise<string> {
  return page.locator('.xterm-accessibility, .xterm-rows').first().innerText();
}

/** Waits for what the terminal is expected to show. */
export async function terminalShows(page: Page, what: RegExp, timeout = 30_000): Promise<void> {
  await eventually(
    () => terminalText(page),
    (text) => what.test(text),
    timeout,
  );
}

/** Types a line into the terminal and waits for what is expected. */
export async function type(page: Page, line: string, answer: RegExp, timeout = 30_000): Promise<void> {
  await page.locator('.xterm-helper-textarea').first().focus();
  await page.keyboard.type(`${line}\n`);
  await terminalShows(page, answer, timeout);
}
