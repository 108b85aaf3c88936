import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clear, eventually, launch, type App } from './app';
import { call, creating, defineQemu, list, machine, ownPages, qemu, welcome, type Look } from './tour';

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
