import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clear, eventually, expectVisible, launch, type App } from './app';

let app: App;
let page: Page;
beforeEach(async () => {
  app = await launch();
  ({ page } = app);
  await page.getByRole('button', { name: 'Look around' }).click();
  await expectVisible(row('stubborn'));
});
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

const row = (name: string): Locator => page.getByRole('row').filter({ hasText: name });
const bar = (): Locator => page.getByRole('toolbar', { name: 'The machines that are selected' });
const summary = (name: RegExp): Locator => page.getByRole('region', { name });

/** The names of those that are selected, as screen readers are told. */
async function selectedNames(): Promise<string[]> {
  return page.getByRole('row', { selected: true }).locator('.name .title').allInnerTexts();
}
async function expectSelected(...names: string[]): Promise<void> {
  await eventually(selectedNames, (now) => now.join() === names.join());
}

describe('the selection', () => {
  it('is made with the pointer: one by one, and as ranges that grow and shrink', async () => {
    await row('build box').getByRole('checkbox').click();
    await expectSelected('build box');
    await row('never-starts').click({ modifiers: ['Control'] });
    await expectSelected('build box', 'never-starts');
    await row('stubborn').click({ modifiers: ['Shift'] });
    await expectSelected('build box', 'never-starts', 'orders-db', 'slow-to-wake', 'stubborn');
    await row('orders-db').click({ modifiers: ['Shift'] });
    await expectSelected('build box', 'never-starts', 'orders-db');
    await expectVisible(bar().getByText('3 selected'));
    await bar().getByRole('button', { name: 'Let the selection go' }).click();
    await expectSelected();
    await bar().waitFor({ state: 'detached' });
  });

  it('is made with the keyboard alone', async () => {
    await page.getByRole('grid', { name: 'Machines' }).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expectSelected('backup-target');
    await page.keyboard.press('Shift+ArrowDown');
    await expectSelected('backup-target', 'kernel-playground', 'never-starts');
    await page.keyboard.press('Shift+ArrowUp');
    await expectSelected('backup-target', 'kernel-playground');
    await page.keyboard.press('Control+a');
    await expectVisible(bar().getByText('10 selected'));
    await page.keyboard.press('Escape');
    await expectSelected();
  });

  it('is kept while one looks elsewhere, and tells of those that are not shown', async () => {
    await row('stubborn').click({ modifiers: ['Control'] });
    await row('build box').click({ modifiers: ['Control'] });
    await page.keyboard.press('Control+,');
    await expectVisible(page.getByRole('heading', { name: 'Settings', level: 1 }));
    await page.keyboard.press('Escape');
    await expectSelected('build box', 'stubborn');
    await page.keyboard.press('Control+f');
    await page.keyboard.type('stub');
    await expectVisible(bar().getByText('1 of them not shown here'));
  });
});

describe('what is done to many machines', () => {
  it('is offered for those that allow it, is done, and what failed is told with why, and tried again', async () => {
    await row('never-starts').click({ modifiers: ['Control'] });
    await row('Windows 11').click({ modifiers: ['Control'] });
    await row('stubborn').click({ modifiers: ['Control'] });
    await expectVisible(bar().getByRole('button', { name: 'Pause 1 of 3' }));
    expect(await bar().getByRole('button', { name: 'Resume' }).getAttribute('aria-disabled')).toBe('true');
    await bar().getByRole('button', { name: 'Start 2 of 3' }).click();
    const card = summary(/^Start: 1 done, 1 failed$/);
    await expectVisible(card.getByText('The simulated hypervisor refused to start the machine.'));
    await expectVisible(row('Windows 11').filter({ hasText: 'Running' }));
    // It is there wherever one goes, and leads to the machine.
    await card.getByRole('button', { name: 'never-starts' }).click();
    await expectVisible(page.getByRole('heading', { name: 'never-starts' }));
    await card.getByRole('button', { name: 'Try again' }).click();
    await expectVisible(summary(/^Start: 0 done, 1 failed$/));
    await summary(/^Start/)
      .getByRole('button', { name: 'Dismiss' })
      .click();
    await summary(/^Start/).waitFor({ state: 'detached' });
  });

  it('is given up, and tells what was left as it was', async () => {
    await row('stubborn').click({ modifiers: ['Control'] });
    await page.keyboard.press('Control+a');
    await bar().getByRole('button', { name: 'Shut down 3 of 10' }).click();
    await expectVisible(summary(/^Shutting down: \d of 3$/));
    await summary(/^Shutting down/)
      .getByRole('button', { name: 'Stop' })
      .click();
    await row('stubborn').getByRole('button', { name: 'Cancel' }).click();
    await expectVisible(summary(/^Shut down: 2 done, 1 left as it was$/));
  });

  it('asks before it deletes, saying what goes and what can’t, and takes it back', async () => {
    await row('Windows 11').click({ modifiers: ['Control'] });
    await row('never-starts').click({ modifiers: ['Control'] });
    await row('stubborn').click({ modifiers: ['Control'] });
    await page.keyboard.press('Delete');
    const dialog = page.getByRole('dialog', { name: 'Delete 2 machines?' });
    await expectVisible(dialog.getByRole('listitem').filter({ hasText: 'Windows 11' }));
    await expectVisible(
      dialog.getByRole('listitem').filter({ hasText: 'stubborn' }).getByText('The machine is running.'),
    );
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await row('Windows 11').waitFor({ state: 'detached' });
    await expectVisible(page.getByText('Delete: 2 done').last());
    await expectSelected('stubborn');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expectVisible(row('Windows 11'));
    await expectVisible(row('never-starts'));
  });

  it('is not done by the second of two quick clicks: what lies under the pointer may be another button by then', async () => {
    await row('stubborn').click({ modifiers: ['Control'] });
    await row('web-frontend').click({ modifiers: ['Control'] });
    await bar().getByRole('button', { name: 'Pause' }).hover();
    await page.mouse.down({ clickCount: 2 });
    await page.mouse.up({ clickCount: 2 });
    await page.waitForTimeout(300);
    await expectVisible(row('stubborn').filter({ hasText: 'Running' }));
    await page.mouse.down();
    await page.mouse.up();
    await expectVisible(row('stubborn').filter({ hasText: 'Paused' }));
    await expectVisible(row('web-frontend').filter({ hasText: 'Paused' }));
  });

  it('asks before it forces off', async () => {
    await row('stubborn').click({ modifiers: ['Control'] });
    await row('web-frontend').click({ modifiers: ['Control'] });
    await row('web-frontend').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Force off' }).click();
    const dialog = page.getByRole('dialog', { name: 'Force off 2 machines?' });
    await dialog.getByRole('button', { name: 'Force off' }).click();
    await expectVisible(row('stubborn').filter({ hasText: 'Off' }));
    await expectVisible(row('web-frontend').filter({ hasText: 'Off' }));
  });

  it('gives tags to all and takes tags from all', async () => {
    await row('stubborn').click({ modifiers: ['Control'] });
    await row('web-frontend').click({ modifiers: ['Control'] });
    await bar().getByRole('button', { name: 'Tags…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Tags of 2 machines' });
    await dialog.getByRole('textbox', { name: 'New tag' }).fill('blue');
    await page.keyboard.press('Enter');
    const shop = dialog.getByRole('checkbox', { name: 'shop' });
    expect(await shop.getAttribute('aria-checked')).toBe('mixed');
    await shop.click(); // all
    await shop.click(); // none
    await dialog.getByRole('textbox', { name: 'New tag' }).press('Enter'); // nothing is typed: it is *Change tags*
    await dialog.waitFor({ state: 'detached' });
    await expectVisible(page.getByRole('navigation').getByRole('button', { name: /^blue 2/ }));
    await expectVisible(page.getByRole('navigation').getByRole('button', { name: /^shop 1/ }));
  });

  it('is found in the palette', async () => {
    await row('stubborn').click({ modifiers: ['Control'] });
    await row('web-frontend').click({ modifiers: ['Control'] });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('pause sel');
    await expectVisible(page.getByRole('option', { name: 'Pause: the 2 selected' }));
    await page.keyboard.press('Enter');
    await expectVisible(row('stubborn').filter({ hasText: 'Paused' }));
    await expectVisible(row('web-frontend').filter({ hasText: 'Paused' }));
  });
});
