import type { ElementHandle, Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clear, eventually, expectVisible, launch, type App } from './app';
import { terminalShows } from './terminal';

let app: App;
beforeEach(async () => {
  app = await launch();
});
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

/** More presses of Tab than any page has stops. */
const STOPS = 80;

const isFocused = (locator: Locator): Promise<boolean> =>
  locator.evaluateAll((elements) => elements.some((one) => one === document.activeElement));

/** What has the focus and whether that can be seen: an outline around it or its label, or an entry that is lit. */
function focus(page: Page): Promise<{ readonly what: string; readonly seen: boolean }> {
  return page.evaluate(() => {
    const now = document.activeElement ?? document.body;
    const what = `${now.tagName} ${now.getAttribute('aria-label') ?? now.textContent?.trim().slice(0, 40) ?? ''}`;
    const hasOutline = (element: Element): boolean => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
    };
    const active = now.getAttribute('aria-activedescendant');
    const shown = [now, now.closest('label'), active === null ? null : document.getElementById(active)];
    const isLit =
      now.matches('[role^=menuitem]') && getComputedStyle(now).backgroundColor !== 'rgba(0, 0, 0, 0)';
    return { what, seen: isLit || shown.some((one) => one !== null && hasOutline(one)) };
  });
}

/** A slider's thumb is outlined, which no style can be asked about: it looks otherwise without the focus. */
async function isSliderSeen(slider: ElementHandle): Promise<boolean> {
  const focused = await slider.screenshot();
  await slider.evaluate((element) => (element as HTMLElement).blur());
  const blurred = await slider.screenshot();
  await slider.evaluate((element) => (element as HTMLElement).focus());
  return !focused.equals(blurred);
}

async function expectFocusSeen(page: Page): Promise<void> {
  const slider = page.locator('input[type=range]:focus');
  if ((await slider.count()) > 0) {
    const [handle] = await slider.elementHandles();
    expect(handle && (await isSliderSeen(handle)), 'the focus can be seen on a slider').toBe(true);
    return;
  }
  const { what, seen } = await focus(page);
  expect(seen, `the focus can be seen on ${what}`).toBe(true);
}

/** Presses Tab until this has the focus; it can be seen at every stop on the way. */
async function tabTo(page: Page, to: Locator): Promise<void> {
  await expectVisible(to);
  for (let stop = 0; stop < STOPS; stop++) {
    if (await isFocused(to)) return;
    await page.keyboard.press('Tab');
    await expectFocusSeen(page);
  }
  const { what } = await focus(page);
  expect.fail(`Tab never came to ${String(to)}; it was last at ${what}`);
}

async function press(page: Page, to: Locator): Promise<void> {
  await tabTo(page, to);
  await page.keyboard.press('Enter');
}

const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: true });

/** Chooses from a machine's menu by typing the beginning of an entry. */
async function operate(page: Page, entry: string): Promise<void> {
  await page.keyboard.press('Shift+F10');
  await expectVisible(page.getByRole('menu'));
  await expectFocusSeen(page);
  await page.keyboard.type(entry);
  await eventually(
    () => isFocused(page.getByRole('menuitem', { name: new RegExp(`^${entry}`) })),
    (is) => is,
  );
  await expectFocusSeen(page);
  await page.keyboard.press('Enter');
}

const pill = (page: Page, state: string): Promise<void> =>
  expectVisible(page.locator(`.pill[data-state="${state}"]`));

describe('without a mouse', () => {
  it('a machine is created, used, kept, renamed, deleted and had back', { timeout: 120_000 }, async () => {
    const { page } = app;
    await press(page, page.getByRole('button', { name: /^Create a machine/ }));
    await expectVisible(page.getByRole('heading', { name: 'Create a machine' }));
    const simulated = page.getByRole('radio', { name: 'Simulated machine' });
    await tabTo(
      page,
      page.getByRole('radiogroup', { name: 'Made with' }).getByRole('radio', { checked: true }),
    );
    for (let at = 0; at < 9 && !(await simulated.isChecked()); at++) await page.keyboard.press('ArrowRight');
    await expectFocusSeen(page);
    await tabTo(page, page.getByRole('textbox', { name: 'Name', exact: true }));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('scratch');
    await press(page, button(page, 'Create'));
    await expectVisible(page.getByRole('heading', { name: 'scratch' }));

    await page.keyboard.press('Control+Enter');
    await pill(page, 'running');

    await page.keyboard.press('Alt+2');
    await expectVisible(page.locator('[data-console="display0"][data-phase="open"]'));
    const consoles = page.getByRole('tablist', { name: 'Consoles of “scratch”' });
    await tabTo(page, consoles.getByRole('tab', { selected: true }));
    await page.keyboard.press('ArrowRight');
    await expectFocusSeen(page);
    await expectVisible(page.locator('[data-console="serial0"][data-phase="open"]'));
    const terminal = page.locator('.xterm-helper-textarea').first();
    for (let stop = 0; stop < STOPS && !(await isFocused(terminal)); stop++) await page.keyboard.press('Tab');
    await terminalShows(page, /root@scratch/);
    await page.keyboard.type('echo made by keys\n');
    await terminalShows(page, /^made by keys$/m);
    await page.keyboard.press('Control+Alt+g');
    await eventually(
      () => isFocused(consoles.getByRole('tab', { selected: true })),
      (is) => is,
    );
    await expectFocusSeen(page);

    await page.keyboard.press('Alt+3');
    const take = page.getByRole('button', { name: 'Take a snapshot…' }).first();
    await press(page, take);
    await expectVisible(page.getByRole('dialog'));
    await expectFocusSeen(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await isFocused(take), 'the focus is back where the dialog was opened').toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('fresh');
    await page.keyboard.press('Enter');
    await expectVisible(page.getByRole('listitem').filter({ hasText: 'fresh' }));
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // The button of the empty page went with it: the page itself has the focus.
    await eventually(
      () => isFocused(page.getByRole('main')),
      (is) => is,
    );

    await page.keyboard.press('Alt+5');
    await tabTo(page, page.getByRole('textbox', { name: 'Name', exact: true }));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('kept');
    await press(page, button(page, 'Save'));
    await expectVisible(page.getByRole('heading', { name: 'kept', exact: true }));

    await operate(page, 'Force');
    await expectVisible(page.getByRole('dialog'));
    await press(page, page.getByRole('dialog').getByRole('button', { name: 'Force off' }));
    await pill(page, 'shutoff');
    await operate(page, 'Delete');
    await expectVisible(page.getByRole('dialog'));
    await press(page, page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }));
    await page.getByRole('heading', { name: 'kept', exact: true }).waitFor({ state: 'detached' });

    await page.keyboard.press('Control+z');
    await expectVisible(page.getByText('“kept” is back.'));
    await expectVisible(button(page, /^All machines 1/));
    await page.keyboard.press('Control+k');
    await page.keyboard.type('delete kept');
    await page.keyboard.press('Enter');
    await press(page, page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }));
    await page.getByRole('row').getByText('kept', { exact: true }).waitFor({ state: 'detached' });

    await page.keyboard.press('Control+k');
    await page.keyboard.type('bin');
    await page.keyboard.press('Enter');
    await expectVisible(page.getByRole('heading', { name: 'Bin', exact: true }));
    await press(page, button(page, 'Put back'));
    await expectVisible(page.getByText('“kept” is back.'));
    await expectVisible(button(page, /^All machines 1/)); // the palette's list stands still once it is open
    await page.keyboard.press('Control+k');
    await page.keyboard.type('kept');
    await page.keyboard.press('Enter');
    await expectVisible(page.getByRole('heading', { name: 'kept', exact: true }));
    await pill(page, 'shutoff');
  });

  it('a part of the settings is found by its name', async () => {
    const { page } = app;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('shortcuts');
    await page.keyboard.press('Enter');
    await eventually(
      () => isFocused(page.getByRole('heading', { name: 'Shortcuts', exact: true })),
      (is) => is,
    );
    await page.keyboard.press('Tab');
    expect(await isFocused(button(page, /^Create a machine/)), 'the focus is on its first key').toBe(true);
  });

  it('what opens over a page gives the focus back when it closes', async () => {
    const { page } = app;
    await press(page, page.getByRole('button', { name: /^Look around/ }));
    const list = page.getByRole('grid');
    await tabTo(page, list);
    await page.keyboard.press('ArrowDown');
    await expectFocusSeen(page);
    const openers = [
      ['Control+k', page.getByRole('dialog')],
      ['?', page.getByRole('dialog')],
      ['Shift+F10', page.getByRole('menu')],
    ] as const;
    for (const [key, opened] of openers) {
      await page.keyboard.press(key);
      await expectVisible(opened);
      await page.keyboard.press('Escape');
      await opened.waitFor({ state: 'detached' });
      expect(await isFocused(list), `after ${key}`).toBe(true);
      await expectFocusSeen(page);
    }
  });
});
