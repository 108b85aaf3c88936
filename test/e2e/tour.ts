import { renameSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { expectVisible } from './app';

/** Looks at what the window shows now. */
export type Look = (place: string) => Promise<void>;
type Bridge = { call(name: string, args: unknown): Promise<unknown> };

/** Asks main for something through the window's own bridge. */
export async function call(page: Page, name: string, args: unknown): Promise<unknown> {
  const answer = await page.evaluate(
    ([what, how]) => (globalThis as unknown as { paddock: Bridge }).paddock.call(what as string, how),
    [name, args] as const,
  );
  return typeof answer === 'string' ? JSON.parse(answer) : answer; // what is large crosses as text
}

/** A QEMU machine with a disk and a network card; it is not started. */
export async function defineQemu(page: Page, name: string): Promise<void> {
  const MIB = 1024 * 1024;
  const request = {
    memory: 128 * MIB,
    cpus: 1,
    source: { kind: 'none' },
    newDisk: 64 * MIB,
    network: true,
  };
  await call(page, 'machines.define', { driver: 'qemu', name, start: false, request });
}

/** What main answers, where it must. */
export async function ask<T>(page: Page, name: string, args: unknown): Promise<T> {
  const answer = (await call(page, name, args)) as { readonly ok: boolean; readonly value: T };
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer)}`);
  return answer.value;
}

const dialog = (page: Page): Locator => page.getByRole('dialog');
const menu = (page: Page): Locator => page.getByRole('menu');

async function choose(page: Page, entry: string): Promise<void> {
  await page.getByRole('menuitem', { name: entry, exact: true }).click();
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
}

async function lookAtMenu(page: Page, look: Look, place: string, opener: Locator): Promise<void> {
  await opener.click();
  await expectVisible(menu(page));
  await look(place);
  await page.keyboard.press('Escape');
}

/** Opens a dialog by an entry of a menu, looks at it and closes it again. */
async function lookAtAsked(
  page: Page,
  look: Look,
  opener: Locator,
  entries: readonly string[],
): Promise<void> {
  for (const entry of entries) {
    await opener.click();
    await choose(page, entry);
    await expectVisible(dialog(page));
    await look(`dialog: ${entry}`);
    await closeDialog(page);
  }
}

async function openMachine(page: Page, name: string): Promise<void> {
  await goTo(page, /^All machines/);
  await page.getByRole('row').getByText(name, { exact: true }).dblclick();
  await expectVisible(page.getByRole('heading', { name, exact: true }));
}

/** Goes to a place by the sidebar, which is a drawer where the window is narrow. */
async function goTo(page: Page, name: RegExp): Promise<void> {
  const place = page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name });
  const drawer = page.getByRole('button', { name: 'Show places' });
  if (!(await place.isVisible())) {
    if (!(await drawer.isVisible())) await page.getByRole('button', { name: 'Back', exact: true }).click();
    await drawer.click();
  }
  await place.click();
}

/** The first page, before there is a machine; ends in the list of the demo's machines. */
export async function welcome(page: Page, look: Look): Promise<void> {
  await page
    .getByText(/acceleration/i)
    .first()
    .waitFor({ timeout: 60_000 });
  await look('welcome');
  await page.getByRole('button', { name: 'Look around' }).click();
  await expectVisible(page.getByRole('row', { name: /web-frontend/ }));
}

/** The list of machines, what is selected in it, its menus and dialogs. */
export async function list(page: Page, look: Look): Promise<void> {
  await look('list');
  await lookAtMenu(
    page,
    look,
    'menu of a row',
    page.getByRole('button', { name: 'More for “web-frontend”' }),
  );
  const search = page
    .getByRole('searchbox')
    .or(page.getByPlaceholder(/Search/))
    .first();
  await search.fill('nothing is called that');
  await expectVisible(page.getByText(/Nothing matches/));
  await look('list without a match');
  await search.fill('');
  const grid = page.getByRole('grid');
  await grid.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+a');
  await expectVisible(page.getByRole('toolbar'));
  await look('list with a selection');
  const more = page.getByRole('button', { name: 'More for those that are selected' });
  await lookAtMenu(page, look, 'menu of a selection', more);
  for (const entry of [/^Tags…/, /^Force off/, /^Delete…/]) {
    await more.click();
    await page.getByRole('menuitem', { name: entry }).click();
    await expectVisible(dialog(page));
    await look(`dialog of a selection: ${entry.source}`);
    await closeDialog(page);
  }
  await grid.focus();
  await page.keyboard.press('Escape');
  await lookAtFilter(page, look);
  await lookAtGroups(page, look);
}

async function lookAtFilter(page: Page, look: Look): Promise<void> {
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Running' }).click();
  await expectVisible(page.getByRole('menuitemcheckbox', { name: 'Running', checked: true }));
  await look('menu of the filter');
  await page.keyboard.press('Escape');
  await look('list with a filter');
  await page.getByRole('button', { name: 'Show all' }).click();
}

/** Groups, in the list and in the grid; both are as usual afterwards. */
async function lookAtGroups(page: Page, look: Look): Promise<void> {
  const order = page.getByRole('button', { name: 'Order and groups' });
  const group = async (by: string): Promise<void> => {
    await order.click();
    await page.getByRole('menuitemradio', { name: by }).click();
  };
  await lookAtMenu(page, look, 'menu of the order', order);
  await group('By state');
  await look('list in groups');
  await page.getByRole('button', { name: 'Show as pictures' }).click();
  await expectVisible(page.getByRole('gridcell').locator('img'));
  await look('grid in groups');
  await group('None');
  await page.getByRole('button', { name: 'Show as a list' }).click();
}

/** A machine's tabs, menus and dialogs: one of the demo's, and one of QEMU's with its hardware and its disks. */
export async function machine(page: Page, look: Look): Promise<void> {
  await openMachine(page, 'web-frontend');
  await look('overview of a running machine');
  const more = page.getByRole('button', { name: 'More operations' });
  await lookAtMenu(page, look, 'menu of a machine', more);
  await lookAtAsked(page, look, more, ['Force off', 'Reset']);
  await page.keyboard.press('Alt+2');
  await expectVisible(page.locator('[data-guest]'));
  await look('console');
  await lookAtMenu(page, look, 'menu of keys to send', page.getByRole('button', { name: 'Send keys' }));

  await page.keyboard.press('Alt+3');
  await look('no snapshots');
  for (const name of ['fresh', 'after the update']) {
    await page.getByRole('button', { name: 'Take a snapshot…' }).first().click();
    await expectVisible(dialog(page));
    if (name === 'fresh') await look('dialog: take a snapshot');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
    await page.getByRole('button', { name: 'Take it' }).click();
    await expectVisible(page.getByRole('listitem').filter({ hasText: name }));
    await dialog(page).waitFor({ state: 'detached' });
  }
  await look('snapshots');
  const ofSnapshot = page.getByRole('button', { name: 'More for the snapshot “fresh”' });
  await lookAtMenu(page, look, 'menu of a snapshot', ofSnapshot);
  await lookAtAsked(page, look, ofSnapshot, ['Rename…', 'Delete…']);
  await page.getByRole('button', { name: 'Go back', exact: true }).first().click();
  await expectVisible(dialog(page));
  await look('dialog: go back to a snapshot');
  await closeDialog(page);

  for (const [key, name] of [
    ['Alt+4', 'hardware'],
    ['Alt+5', 'settings of a machine'],
    ['Alt+6', 'activity of a machine'],
    ['Alt+7', 'definition'],
  ] as const) {
    await page.keyboard.press(key);
    await expectVisible(page.getByRole('tabpanel'));
    await look(name);
  }
}

/** A machine of QEMU's, with its disks and its whole hardware; the demo's machine that failed first. */
export async function qemu(page: Page, look: Look): Promise<void> {
  await openMachine(page, 'build box');
  await look('overview of a machine that has crashed');
  await openMachine(page, 'never-starts');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expectVisible(page.getByRole('button', { name: 'Details' }));
  await page.getByRole('button', { name: 'Details' }).first().click();
  await look('failure with its details');
  await openMachine(page, 'mail');
  const disk = page.getByRole('button', { name: /^More for the disk/ });
  await expectVisible(disk);
  await look('overview of a QEMU machine that is off');
  await lookAtAsked(page, look, page.getByRole('button', { name: 'More operations' }), ['Copy…', 'Delete…']);
  await lookAtMenu(page, look, 'menu of a disk', disk);
  await lookAtAsked(page, look, disk, ['Enlarge…', 'Convert to raw…', 'Compact…', 'Check…', 'Export…']);
  await page.getByRole('button', { name: 'New disk…' }).click();
  await look('dialog: new disk');
  await closeDialog(page);

  await page.keyboard.press('Alt+4');
  await page.getByRole('button', { name: 'Shared folder', exact: true }).click();
  await page.getByRole('button', { name: 'Network card', exact: true }).click();
  await look('hardware of a QEMU machine');
  await page.getByRole('button', { name: 'Revert' }).click();
  await page.keyboard.press('Alt+5');
  await page.waitForTimeout(300);
  await look('settings of a QEMU machine');
  await page.keyboard.press('Alt+7');
  await page.waitForTimeout(500); // the editor is read when it is first asked for
  await look('definition of a QEMU machine');

  await page.keyboard.press('Alt+3');
  const id = await idOf(page, 'mail');
  await ask(page, 'snapshot.create', { id, name: 'empty', note: '' });
  const ofSnapshot = page.getByRole('button', { name: 'More for the snapshot “empty”' });
  await expectVisible(ofSnapshot);
  await lookAtAsked(page, look, ofSnapshot, ['New machine from this…']);
  await lookAtMoved(page, look, id);
}

async function idOf(page: Page, name: string): Promise<string> {
  type List = { readonly machines: readonly { readonly id: string; readonly name: string }[] };
  const { machines } = await ask<List>(page, 'machines.list', {});
  const found = machines.find((one) => one.name === name);
  if (!found) throw new Error(`there is no machine ${name}`);
  return found.id;
}

/** A linked machine whose disk has lost the one that it stands on; nothing of it is left afterwards. */
async function lookAtMoved(page: Page, look: Look, id: string): Promise<void> {
  const linked = await ask<{ readonly id: string }>(page, 'machine.clone', {
    id,
    name: 'linked',
    how: { kind: 'linked' },
  });
  const disks = await ask<readonly { readonly path: string }[]>(page, 'disks.list', { id });
  const path = disks[0]?.path ?? '';
  renameSync(path, `${path}.moved`);
  await openMachine(page, 'linked');
  const disk = page.getByRole('button', { name: /^More for the disk/ });
  await expectVisible(disk);
  await look('overview of a machine whose disk is lost');
  await lookAtAsked(page, look, disk, ['Say where the other is now…']);
  renameSync(`${path}.moved`, path);
  await ask(page, 'machine.undefine', { id: linked.id });
  await ask(page, 'bin.purge', { id: linked.id });
}

/** The pages on which machines come to be. */
export async function creating(page: Page, look: Look): Promise<void> {
  await page.keyboard.press('Control+n');
  await expectVisible(page.getByRole('heading', { name: 'Create a machine' }));
  const kinds = page.getByRole('radiogroup', { name: 'Made with' });
  for (const kind of await kinds.getByRole('radio').all()) {
    const name = (await kind.getAttribute('aria-label')) ?? '';
    await kind.dispatchEvent('click');
    await look(`create: ${name}`);
    const sources = page.getByRole('radiogroup', { name: /^(Boot|Made) from$/ });
    for (const source of await sources.getByRole('radio').all()) {
      await source.dispatchEvent('click');
      await look(`create: ${name}, ${(await source.getAttribute('aria-label')) ?? ''}`);
    }
  }
  await page.getByRole('button', { name: 'Import one…' }).click();
  await expectVisible(page.getByRole('heading', { name: 'Import a machine' }));
  await look('import');
}

/** The app's own pages. */
export async function ownPages(page: Page, look: Look): Promise<void> {
  await page.keyboard.press('Control+,');
  const sections = page.getByRole('navigation', { name: 'Parts of the settings' });
  await expectVisible(sections);
  for (const section of await sections.getByRole('button').or(sections.getByRole('link')).all()) {
    await section.click();
    await look(`settings: ${(await section.textContent())?.trim() ?? ''}`);
  }
  await page.getByRole('button', { name: 'Add a server' }).click();
  await expectVisible(dialog(page));
  await look('dialog: add a server');
  await closeDialog(page);
  await page.getByRole('button', { name: 'Report for others…' }).click();
  await expectVisible(dialog(page).getByRole('region', { name: 'Report' }));
  await look('dialog: report');
  await closeDialog(page);
  await page.keyboard.press('Control+j');
  await expectVisible(page.getByRole('heading', { name: 'Activity', exact: true }));
  await look('activity');
  await page.keyboard.press('Control+Shift+J');
  await expectVisible(page.getByRole('complementary', { name: 'Operations' }));
  await look('operations');
  await page.keyboard.press('Control+Shift+J');
  await page.keyboard.press('Control+k');
  await expectVisible(dialog(page));
  await page.keyboard.type('start');
  await look('palette');
  await closeDialog(page);
  await page.getByRole('main').focus();
  await page.keyboard.press('?');
  await expectVisible(dialog(page));
  await look('keys');
  await closeDialog(page);

  await goTo(page, /^Bin/);
  await expectVisible(page.getByRole('heading', { name: 'The bin is empty' }));
  await look('empty bin');
  await openMachine(page, 'mail');
  await page.getByRole('button', { name: 'More operations' }).click();
  await choose(page, 'Delete…');
  await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click();
  await dialog(page).waitFor({ state: 'detached' });
  await goTo(page, /^Bin/);
  await expectVisible(page.getByText('mail', { exact: true }));
  await look('bin');
  await page.getByRole('button', { name: 'Empty the bin…' }).click();
  await expectVisible(dialog(page));
  await look('dialog: empty the bin');
  await closeDialog(page);
}
