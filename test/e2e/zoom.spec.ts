import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clear, eventually, launch, type App } from './app';
import { ask, call, creating, defineQemu, list, machine, ownPages, qemu, welcome, type Look } from './tour';

let app: App;
beforeAll(async () => {
  app = await launch();
  await app.page.emulateMedia({ reducedMotion: 'reduce' });
  await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800),
  );
  await call(app.page, 'settings.set', { zoom: 200 });
  await eventually(
    () => app.page.evaluate(() => [innerWidth, innerHeight]),
    ([width, height]) => width === 640 && height === 400,
  );
});
afterAll(async () => {
  await app.quit();
  clear(app.home);
});

/** What one could neither see nor reach by scrolling, a line for each. */
function lost(): Promise<string[]> {
  return app.page.evaluate(() => {
    const scrolls = (from: Element, axis: 'x' | 'y'): boolean => {
      for (let at: Element | null = from.parentElement; at; at = at.parentElement) {
        const style = getComputedStyle(at);
        const overflow = axis === 'x' ? style.overflowX : style.overflowY;
        if (overflow === 'auto' || overflow === 'scroll') return true;
        if (style.position === 'fixed') return false;
      }
      return false;
    };
    const open = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
    const words = 'button, input, select, textarea, a[href], h1, h2, [role="tab"], [role="menuitem"]';
    return [...open.querySelectorAll(words)].flatMap((element) => {
      const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
      const isShown = element.checkVisibility({ checkVisibilityCSS: true } as CheckVisibilityOptions);
      if (!isShown || width < 2 || height < 2) return [];
      const wide = (left < -1 || right > innerWidth + 1) && !scrolls(element, 'x');
      const high = (top < -1 || bottom > innerHeight + 1) && !scrolls(element, 'y');
      const what = `${element.tagName} “${element.textContent?.trim() || element.getAttribute('aria-label') || element.id}”`;
      return wide || high ? [`${what} at ${Math.round(left)},${Math.round(top)}`] : [];
    });
  });
}

describe('at 200 % of 1280 x 800 nothing is out of reach', () => {
  const tours = { welcome, list, machine, qemu, creating, 'own pages': ownPages };
  for (const [name, tour] of Object.entries(tours)) {
    it(`on the tour: ${name}`, { timeout: 300_000 }, async () => {
      if (tour === qemu) await defineQemu(app.page, 'mail');
      const found: string[] = [];
      const look: Look = async (place) => {
        for (const one of await lost()) found.push(`${place}: ${one}`);
      };
      await tour(app.page, look);
      expect(found).toEqual([]);
    });
  }
});

describe('the head of a machine’s page', () => {
  it('has all its buttons in reach at any width, with each of its badges there', async () => {
    const { page } = app;
    await call(page, 'settings.set', { zoom: 100 });
    await defineQemu(page, 'throw-away');
    const { machines } = await ask<{ machines: { id: string; name: string }[] }>(page, 'machines.list', {});
    const id = machines.find(({ name }) => name === 'throw-away')?.id;
    await ask(page, 'machine.start', { id, how: 'disposable' });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'All machines' }).click();
    await page.getByText('throw-away', { exact: true }).first().dblclick();
    const head = page.locator('header', { has: page.getByRole('tab') });
    await head.getByText('Nothing is kept').waitFor();
    await head.getByText(/^for \d+ s$/).waitFor();
    const found: string[] = [];
    for (const width of [1280, 1180, 1100, 1000, 900, 800, 720]) {
      await app.electron.evaluate(({ BrowserWindow }, to) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(to, 480);
      }, width);
      await eventually(
        () => page.evaluate(() => innerWidth),
        (now) => now === width,
      );
      for (const one of await lost()) found.push(`${width}: ${one}`);
    }
    expect(found).toEqual([]);
    await ask(page, 'machine.destroy', { id });
  });
});

/** In a small window, in both languages: what is cut off or covered of a head, a line for each. */
function cutOff(): Promise<string[]> {
  return app.page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll(
      'main h1:not(.selectable), main [data-state].pill .word, [role=toolbar] strong, main [role=row] .primary .words',
    )) {
      if (element.scrollWidth > element.clientWidth + 1) found.push(`“${element.textContent}” is cut off`);
    }
    const chosen = document.querySelector('main [role=tab][aria-selected=true], main nav [aria-current]');
    const row = chosen?.closest('[role=tablist], nav');
    if (chosen && row) {
      const [one, around] = [chosen.getBoundingClientRect(), row.getBoundingClientRect()];
      const isIn = one.left >= around.left - 1 && one.right <= around.right + 1;
      if (!isIn) found.push(`“${chosen.textContent?.trim()}” is out of sight`);
    }
    const pill = document.querySelector('main [data-state].pill')?.getBoundingClientRect();
    const actions = document.querySelector('main .actions')?.getBoundingClientRect();
    if (
      pill &&
      actions &&
      pill.bottom > actions.top &&
      pill.top < actions.bottom &&
      pill.right > actions.left
    ) {
      found.push('the state reaches under the buttons');
    }
    return found;
  });
}

describe('at 720 x 480, in either language,', () => {
  it('titles, states and the chosen part are whole', { timeout: 60_000 }, async () => {
    const { page } = app;
    await call(page, 'settings.set', { zoom: 100, demo: true });
    await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setContentSize(720, 480),
    );
    await eventually(
      () => page.evaluate(() => innerWidth),
      (now) => now === 720,
    );
    const found: string[] = [];
    const look = async (place: string): Promise<void> => {
      await page.waitForTimeout(50); // a frame, for what follows what is chosen
      for (const one of await cutOff()) found.push(`${place}: ${one}`);
    };
    for (const language of ['en', 'de'] as const) {
      await call(page, 'settings.set', { language });
      await page.locator(`html[lang=${language}]`).waitFor({ state: 'attached' });
      await page.keyboard.press('Control+n');
      await page.locator('form.create').waitFor();
      await look(`${language}: create`);
      await page.keyboard.press('Control+,');
      for (const section of await page.locator('main nav button').all()) {
        await section.click();
        await look(`${language}: settings`);
      }
      await page.locator('.stop').first().click();
      await page.getByRole('grid').waitFor();
      await look(`${language}: list`);
      await page.getByRole('grid').focus();
      await page.keyboard.press('Control+a');
      await page.getByRole('toolbar').waitFor();
      await look(`${language}: selection`);
      await page.keyboard.press('Escape');
      for (const name of ['build box', 'web-frontend']) {
        await page.locator('.stop').first().click();
        await page.getByRole('row').getByText(name, { exact: true }).dblclick();
        await page.getByRole('heading', { name, exact: true }).waitFor();
        for (const key of ['Alt+7', 'Alt+6', 'Alt+1']) {
          await page.keyboard.press(key);
          await look(`${language}: ${name}, ${key}`);
        }
      }
    }
    await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setContentSize(1180, 760),
    );
    await page.locator('.stop').first().click();
    await page.getByRole('row').getByText('Erneut starten').waitFor();
    await look('de: list, 1180 px');
    await call(page, 'settings.set', { language: 'en' });
    expect(found).toEqual([]);
  });
});
