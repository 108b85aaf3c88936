import { afterEach, describe, expect, it } from 'vitest';
import { clear, eventually, expectVisible, launch, type App } from './app';

let app: App;
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

const lang = (): Promise<string> => app.page.evaluate(() => document.documentElement.lang);

describe('the language', () => {
  it('switches at once, everywhere, and is kept', async () => {
    app = await launch();
    const { page } = app;
    await page.getByRole('button', { name: 'Look around' }).click();
    await expectVisible(page.getByRole('row').filter({ hasText: 'Running' }));
    expect(await lang()).toBe('en');

    await page.keyboard.press('Control+,');
    await page.getByRole('radio', { name: 'Deutsch' }).check({ force: true });
    await expectVisible(page.getByRole('heading', { name: 'Einstellungen', exact: true }));
    expect(await lang()).toBe('de');
    const places = page.getByRole('navigation', { name: 'Orte' });
    await expectVisible(places.getByRole('button', { name: /Papierkorb/ }));
    await places.getByRole('button', { name: /Alle Maschinen/ }).click();
    const machine = page.getByRole('row').filter({ hasText: 'Läuft' }).first();
    await expectVisible(machine);
    await machine.dblclick();
    await expectVisible(page.getByRole('tab', { name: 'Übersicht' }));
    await expectVisible(page.getByRole('button', { name: 'Herunterfahren' }));

    // A tooltip that is being read is switched as well.
    const tip = page.locator('.tip.shown');
    await page.locator('[data-tip^="Vorgänge"]').hover();
    await expectVisible(tip.filter({ hasText: 'Vorgänge' }));
    await page.evaluate(() => window.paddock.call('settings.set', { language: 'en' }));
    await expectVisible(tip.filter({ hasText: 'Operations' }));
    await page.evaluate(() => window.paddock.call('settings.set', { language: 'de' }));
    await expectVisible(tip.filter({ hasText: 'Vorgänge' }));

    const { home } = app;
    await app.quit();
    app = await launch({ home });
    expect(await lang()).toBe('de');
    await expectVisible(app.page.getByRole('row').filter({ hasText: 'Läuft' }));
    await app.page.keyboard.press('Control+,');
    await app.page.getByRole('radio', { name: 'English' }).check({ force: true });
    await expectVisible(app.page.getByRole('heading', { name: 'Settings', exact: true }));
  });

  it('leaves a menu that is open beside its button, and inside the window', async () => {
    app = await launch();
    const { page } = app;
    await page.getByRole('button', { name: 'Look around' }).click();
    const opener = page.getByRole('button', { name: /^(More for|Mehr zu) .backup-target/ });
    await opener.click();
    const menu = page.getByRole('menu');
    await expectVisible(menu.getByRole('menuitem', { name: 'Force off' }));
    const right = async (of: typeof menu): Promise<number> => {
      const box = await of.boundingBox();
      return Math.round((box?.x ?? 0) + (box?.width ?? 0));
    };
    expect(await right(menu)).toBe(await right(opener));
    await page.evaluate(() => window.paddock.call('settings.set', { language: 'de' }));
    await expectVisible(menu.getByRole('menuitem', { name: 'Ausschalten erzwingen' }));
    expect(await right(menu)).toBe(await right(opener));
  });

  it('is the desktop’s at first', async () => {
    app = await launch({ env: { LANGUAGE: 'de_AT:de', LANG: 'de_AT.UTF-8', LC_ALL: '' } });
    await expectVisible(app.page.getByRole('heading', { name: 'Willkommen bei Paddock' }));
    expect(await lang()).toBe('de');
    // The page names the script that has its texts, so that it comes with the first.
    const named = app.page.locator('link[rel=modulepreload][href$="/spoken-de.js"]');
    const isThere = (link: HTMLLinkElement): Promise<boolean> => fetch(link.href).then(({ ok }) => ok);
    expect(await named.evaluate(isThere)).toBe(true);
    await app.page.keyboard.press('Control+,');
    await eventually(
      () => app.page.getByRole('radio', { name: 'Wie der Desktop' }).first().isChecked(),
      (is) => is,
    );
  });

  it('is English where Paddock does not speak the desktop’s', async () => {
    app = await launch({ env: { LANGUAGE: 'cs', LANG: 'cs_CZ.UTF-8', LC_ALL: '' } });
    await expectVisible(app.page.getByRole('heading', { name: 'Welcome to Paddock' }));
    expect(await lang()).toBe('en');
  });
});
