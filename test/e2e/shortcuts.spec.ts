import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clear, eventually, expectVisible, launch, openSettings, type App } from './app';

let app: App;
beforeEach(async () => {
  app = await launch();
});
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

function savedKeys(): unknown {
  const file = join(app.home, 'config', 'settings.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { keys?: unknown }).keys : undefined;
}

it('a key is what one pressed for it, at once and after a restart, until it is put back', async () => {
  let page = await openSettings(app);
  const palette = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Do or find anything Ctrl+K' }).click();
  const recording = page.getByRole('button', { name: 'Do or find anything Press the new keys, or Esc…' });
  await expectVisible(recording);

  // What is taken is named, what fields need is not given away, and nothing of it is done meanwhile.
  await page.keyboard.press('Control+j');
  await expectVisible(page.getByText('Ctrl+J is taken by “Activity”'));
  await page.keyboard.press('Control+c');
  await expectVisible(page.getByText('Ctrl+C is for text fields.'));
  await page.keyboard.press('x');
  await expectVisible(page.getByText('X would be typed into text fields. Hold Ctrl or Alt with it.'));
  await page.keyboard.press('Control+Shift+P');
  await expectVisible(page.getByRole('button', { name: 'Do or find anything Ctrl+Shift+P' }));
  await eventually(savedKeys, (keys) => JSON.stringify(keys) === '{"palette":["Ctrl+Shift+P"]}');

  // The old one does nothing: the next key is seen to be done, and no palette with it.
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+j');
  await expectVisible(page.getByRole('heading', { name: 'Activity', level: 1 }));
  expect(await palette.count()).toBe(0);
  await page.keyboard.press('Control+Shift+P');
  await expectVisible(palette);
  await page.keyboard.press('Escape');

  const { home } = app;
  await app.quit();
  app = await launch({ home });
  await app.page.keyboard.press('Control+Shift+P');
  await expectVisible(app.page.getByRole('dialog'));
  await app.page.keyboard.press('Escape');

  page = await openSettings(app);
  await page.getByRole('button', { name: 'Put back to the usual: Do or find anything' }).click();
  const usual = page.getByRole('button', { name: 'Do or find anything Ctrl+K' });
  await eventually(
    () => usual.evaluate((element) => element === document.activeElement),
    (isFocused) => isFocused,
  );
  await eventually(savedKeys, (keys) => JSON.stringify(keys) === '{}');
  await page.keyboard.press('Control+k');
  await expectVisible(page.getByRole('dialog'));
});

it('all keys are put back to the usual ones together', async () => {
  const page = await openSettings(app);
  const putBack = page.getByRole('button', { name: 'Put all shortcuts back to the usual' });
  expect(await putBack.getAttribute('aria-disabled')).toBe('true');
  for (const [name, usual, wanted] of [
    ['Do or find anything', 'Ctrl+K', 'Control+Shift+P'],
    ['Activity', 'Ctrl+J', 'Control+Shift+L'],
  ] as const) {
    await page.getByRole('button', { name: `${name} ${usual}` }).click();
    await page.keyboard.press(wanted);
    await expectVisible(page.getByRole('button', { name: `${name} ${wanted.replace('Control', 'Ctrl')}` }));
  }
  await putBack.click();
  await expectVisible(page.getByRole('button', { name: 'Do or find anything Ctrl+K' }));
  await expectVisible(page.getByRole('button', { name: 'Activity Ctrl+J' }));
  await eventually(savedKeys, (keys) => JSON.stringify(keys) === '{}');
  await page.keyboard.press('Control+j');
  await expectVisible(page.getByRole('heading', { name: 'Activity', level: 1 }));
});
