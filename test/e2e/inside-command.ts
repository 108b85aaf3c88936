import { expect } from 'vitest';
import { expectVisible, type App } from './app';

/** Runs commands inside the machine whose page is open, and looks at what is shown and kept of them. */
export async function runCommandsInside({ page, electron }: App): Promise<void> {
  await page.getByRole('button', { name: 'More operations' }).click();
  await page.getByRole('menuitem', { name: 'Run a command…' }).click();
  const dialog = page.getByRole('dialog');
  const run = async (command: string): Promise<void> => {
    await dialog.getByRole('textbox', { name: 'Command' }).fill(command);
    await page.keyboard.press('Enter');
  };
  const printed = dialog.getByRole('region', { name: 'What it printed' });

  await run('echo to""ld; echo ba""dly >&2; exit 7');
  await expectVisible(dialog.getByText('It ended with exit code 7.'));
  const text = (await printed.textContent()) ?? '';
  expect(text.split('\n').sort()).toEqual(['', 'badly', 'told']); // two streams: their order is not promised
  await dialog.getByRole('button', { name: 'Copy the output' }).click();
  await expectVisible(dialog.getByRole('button', { name: 'Copied' }));
  expect(await electron.evaluate(({ clipboard }) => clipboard.readText())).toBe(text);

  await run('true');
  await expectVisible(dialog.getByText('It ended without an error (exit code 0).'));
  await expectVisible(dialog.getByText('It printed nothing.'));

  await run('exec sleep 600');
  await dialog.getByRole('button', { name: 'Stop it' }).click();
  await dialog.getByRole('button', { name: 'Stop it' }).waitFor({ state: 'detached' });
  expect(await page.getByRole('alert').count()).toBe(0);
  await run('ps | grep "[s]leep 600"'); // nothing of it is left inside
  await expectVisible(dialog.getByText('It ended with exit code 1.'));
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();

  await page.getByRole('tab', { name: 'Activity', exact: true }).click();
  await page.getByRole('button', { name: /echo to""ld/ }).click();
  await expectVisible(page.getByRole('region', { name: 'What it printed' }).getByText('badly'));
  await expectVisible(page.getByText('It ended with exit code 7.'));
}
