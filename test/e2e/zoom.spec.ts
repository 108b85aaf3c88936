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
