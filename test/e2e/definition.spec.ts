import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { memtestIso } from '../guests/memtest';
import { clear, create, eventually, expectVisible, launch, type App } from './app';

let app: App;
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

describe('the definition of a machine', () => {
  it('is edited as a text that is checked, and says what waits for the next start', async () => {
    app = await launch();
    const { page, home } = app;
    await create(page, { name: 'web', memoryMib: 64, source: { kind: 'iso', path: memtestIso() } });
    await expectVisible(page.locator('.pill[data-state="running"]'), 60_000);
    await page.keyboard.press('Alt+7');
    const editor = page.getByRole('textbox', { name: 'Definition' });
    await expectVisible(editor);
    const folder = join(home, 'config', 'machines', 'qemu');
    const stored = (): string => {
      const [file] = readdirSync(folder).filter((name) => name.endsWith('.json'));
      return readFileSync(join(folder, file ?? ''), 'utf8');
    };
    const before = stored();
    const write = async (text: string): Promise<void> => {
      await editor.focus();
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(text);
    };

    // What can't be is marked, and can't be saved.
    const save = page.getByRole('button', { name: 'Save' });
    const wrongs: [string, RegExp][] = [
      [before.replace('"memory": 67108864', '"memory": "much"'), /expected number/],
      [before.replace('"memory": 67108864', '"memory": 67108864, "memorry": 1'), /does not know/],
      [before.slice(0, -20), /JSON/],
    ];
    for (const [wrong, told] of wrongs) {
      await write(wrong);
      await page.getByRole('listitem').getByRole('button', { name: told }).click();
      await page
        .locator('.editor .cm-lintRange-error, .editor .cm-lintPoint-error')
        .first()
        .waitFor({ state: 'attached' });
      expect(await save.getAttribute('aria-disabled')).toBe('true');
    }
    expect(stored()).toBe(before);

    // Keys that mean something to the page are letters here.
    await page.keyboard.press('?');
    expect(await page.locator('dialog[open]').count()).toBe(0);

    await write(before.replace('"memory": 67108864', '"memory": 83886080').replace('"web"', '"site"'));
    await eventually(
      () => save.getAttribute('aria-disabled'),
      (is) => is === null,
    );
    await save.click();
    await expectVisible(page.getByRole('heading', { name: 'site', exact: true }));
    expect(JSON.parse(stored())).toMatchObject({ name: 'site', config: { memory: 83_886_080 } });
    const row = page.getByRole('row', { name: /^memory/ });
    await expectVisible(row);
    expect(await row.innerText()).toMatch(/67108864\s+83886080/);
  });
});
