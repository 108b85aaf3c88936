import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clear, eventually, expectVisible, launch, type App } from './app';

let app: App;
let page: Page;
beforeEach(async () => {
  app = await launch();
  ({ page } = app);
  await page.getByRole('button', { name: 'Look around' }).click();
  await expectShown(10);
});
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

const place = (name: RegExp): Locator =>
  page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name });

async function expectShown(count: number): Promise<void> {
  const names = page.getByRole('row').locator('.name .title');
  await eventually(
    () => names.count(),
    (now) => now === count,
  );
}

async function choose(...names: string[]): Promise<void> {
  await page.getByRole('button', { name: 'Filter' }).click();
  for (const name of names) {
    await page.getByRole('menuitemcheckbox', { name }).click();
    await expectVisible(page.getByRole('menuitemcheckbox', { name, checked: true }));
  }
  await page.keyboard.press('Escape');
}

describe('the places', () => {
  it('show what they say, and lead back to one another', async () => {
    await place(/^lab 4/).click();
    await expectVisible(page.getByRole('heading', { name: 'lab', level: 1 }));
    await expectShown(4);
    await place(/^Running 4/).click();
    await expectVisible(page.getByRole('heading', { name: 'Running', level: 1 }));
    await expectShown(4);
    await page.keyboard.press('Alt+ArrowLeft');
    await expectVisible(page.getByRole('heading', { name: 'lab', level: 1 }));
    await page.keyboard.press('Alt+ArrowLeft');
    await expectShown(10);
  });

  it('are found in the palette', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('show lab');
    await page.keyboard.press('Enter');
    await expectVisible(page.getByRole('heading', { name: 'lab', level: 1 }));
  });
});

describe('the filter', () => {
  it('narrows a place by what is chosen beside the words, and is there again when one comes back', async () => {
    await choose('Running', 'Off 3');
    await expectShown(6);
    await choose('lab');
    await expectShown(3);
    await page.keyboard.press('Control+f');
    await page.keyboard.type('never');
    await expectShown(1);
    await page.getByRole('row').getByText('never-starts').click();
    await expectVisible(page.getByRole('heading', { name: 'never-starts' }));
    await page.keyboard.press('Escape');
    await expectShown(1);
    await expectVisible(page.getByText('1 found'));
    expect(await page.getByRole('searchbox').inputValue()).toBe('never');
    // Back takes away what was chosen last, and the words that were typed after it.
    await page.keyboard.press('Alt+ArrowLeft');
    await expectShown(6);
    await page.getByRole('button', { name: 'State Off: show others as well' }).click();
    await expectShown(3);
    await page.getByRole('button', { name: 'Show all' }).click();
    await expectShown(10);
  });

  it('says where nothing fits, and how to see more', async () => {
    await choose('Crashed', 'office');
    await expectVisible(page.getByText('No machine fits the filter'));
    await page.getByRole('main').getByRole('button', { name: 'Show all' }).last().click();
    await expectShown(10);
  });

  it('keep the second click of a double click from the page that the first one has opened', async () => {
    await page.getByRole('row', { name: /build box/ }).click();
    const details = page.getByRole('main').getByRole('button', { name: 'Details', exact: true }).first();
    const { x = 0, y = 0 } = (await details.boundingBox()) ?? {};
    await page.keyboard.press('Alt+ArrowLeft');
    await expectShown(10);
    await page.getByRole('row', { name: /build box/ }).click();
    await expectVisible(details);
    const isOpen = async (): Promise<boolean> => (await details.getAttribute('aria-expanded')) === 'true';
    await page.mouse.move(x + 4, y + 4);
    await page.mouse.down({ clickCount: 2 });
    await page.mouse.up({ clickCount: 2 });
    expect(await isOpen()).toBe(false);
    await page.mouse.click(x + 4, y + 4);
    expect(await isOpen()).toBe(true);
  });
});
