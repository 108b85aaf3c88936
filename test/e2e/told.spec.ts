import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { de } from '../../text/told/de';
import { clear, eventually, expectVisible, launch, type App } from './app';
import { defineQemu } from './tour';

let app: App;
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

/** Main’s sentences, as far as they can be looked for: those with nothing filled in, and longer than a word or two. */
const SENTENCES = Object.keys(de).filter((english) => !english.includes('{') && english.length > 14);

/** Which of them are in English on the page, in what is read out, and in what is shown when one points at it. */
function leftInEnglish(page: Page): Promise<string[]> {
  return page.evaluate((sentences) => {
    const names = ['data-tip', 'title', 'aria-label', 'aria-description', 'placeholder'];
    const told = [...document.querySelectorAll('*')].flatMap((element) =>
      names.map((name) => element.getAttribute(name) ?? ''),
    );
    const all = [document.body.textContent ?? '', ...told].join('\n');
    return sentences.filter((sentence) => all.includes(sentence));
  }, SENTENCES);
}

const german = { LANGUAGE: 'de_DE:de', LANG: 'de_DE.UTF-8', LC_ALL: '' };

describe('what drivers say', () => {
  it('is German in a German window: a failure, why something can’t be done, how far a job is; and follows the language', async () => {
    app = await launch({ env: german });
    const { page } = app;
    await page.getByRole('button', { name: 'Umsehen' }).click();
    const rowOf = (name: string) => page.getByRole('row').filter({ hasText: name });

    await rowOf('slow-to-wake').click({ button: 'right' });
    const shutdown = page.getByRole('menuitem', { name: 'Herunterfahren' });
    expect(await shutdown.getAttribute('data-tip')).toBe('Die Maschine ist aus.');
    await page.getByRole('menuitem', { name: 'Starten', exact: true }).click();
    await expectVisible(rowOf('slow-to-wake').getByText('Wartet auf ihren Datenträger, für immer'));

    await rowOf('never-starts').dblclick();
    await page.getByRole('button', { name: 'Starten', exact: true }).first().click();
    const failure = page.getByRole('main').getByRole('alert');
    await expectVisible(failure.getByText('Der simulierte Hypervisor hat sich geweigert'));
    await expectVisible(failure.getByText('Diese Maschine hat den Fehler „start-fails“.'));

    await page.keyboard.press('Control+,');
    await page.getByRole('radio', { name: 'English' }).check({ force: true });
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /All machines/ })
      .click();
    await expectVisible(rowOf('slow-to-wake').getByText('Waiting for its disk, for ever'));
    await rowOf('never-starts').dblclick();
    await expectVisible(failure.getByText('The simulated hypervisor refused to start the machine.'));
  });

  it('is nowhere in English in a German window', async () => {
    app = await launch({ env: german });
    const { page } = app;
    const found: Record<string, string[]> = {};
    const look = async (place: string): Promise<void> => {
      const left = await leftInEnglish(page);
      if (left.length > 0) found[place] = left;
    };
    const looking = page.locator('[data-driver]').getByText('Wird gesucht');
    await eventually(
      () => looking.count(),
      (count) => count === 0,
    );
    await expectVisible(page.locator('[data-driver="qemu"]').getByText(/Hardwarebeschleunigung/));
    await look('welcome');
    await page.getByRole('button', { name: 'Umsehen' }).click();
    await defineQemu(page, 'mail');
    for (const name of ['build box', 'mail']) {
      await page.getByRole('button', { name: /^Alle Maschinen/ }).click();
      const row = page.getByRole('row').filter({ hasText: name });
      await expectVisible(row);
      await look('list');
      await row.dblclick();
      await expectVisible(page.getByRole('heading', { name, exact: true }));
      for (let tab = 1; tab <= 7; tab++) {
        await page.keyboard.press(`Alt+${tab}`);
        await expectVisible(page.getByRole('tab', { selected: true }).nth(0));
        await expectVisible(page.getByRole('tabpanel'));
        await look(
          `${name}, ${(await page.getByRole('tab', { selected: true }).first().textContent()) ?? ''}`,
        );
      }
      await page.keyboard.press('Alt+1');
      await page.getByRole('button', { name: 'Weitere Vorgänge' }).click();
      await expectVisible(page.getByRole('menuitem', { name: /Kopieren/ }));
      await look(`menu of ${name}`);
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('Control+n');
    const kinds = page.getByRole('radiogroup', { name: 'Erstellt mit' });
    for (const kind of await kinds.getByRole('radio').all()) {
      await kind.dispatchEvent('click');
      await look(`create: ${(await kind.getAttribute('aria-label')) ?? ''}`);
    }
    expect(found).toEqual({});
  });
});
