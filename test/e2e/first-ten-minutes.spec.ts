import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyLinux } from '../guests/tiny-linux';
import { clear, expectVisible, forceOff, launch, qemusOf, type App } from './app';
import { terminalShows, type } from './terminal';

let app: App;
beforeAll(async () => {
  app = await launch();
});
afterAll(async () => {
  await app.quit();
  clear(app.home);
});

const button = (name: string): ReturnType<App['page']['getByRole']> =>
  app.page.getByRole('button', { name, exact: true });
const tab = (name: RegExp): Promise<void> => app.page.getByRole('tab', { name }).first().click();
const pill = (state: string): Promise<void> =>
  expectVisible(app.page.locator(`.pill[data-state="${state}"]`), 60_000);

describe('the first ten minutes of a new user', () => {
  it('lead from the welcome to a machine that runs, is gone back with, changed, deleted and had back', async () => {
    const { page } = app;
    const { kernel, initrd } = await tinyLinux();

    await page.getByRole('button', { name: /^Create a machine/ }).click();
    await page.getByRole('radio', { name: /Linux kernel/ }).check({ force: true });
    await page.getByRole('textbox', { name: 'Kernel', exact: true }).fill(kernel);
    await page.getByRole('textbox', { name: /Initial file system/ }).fill(initrd);
    await page.getByRole('textbox', { name: 'Kernel command line' }).fill('console=ttyS0 quiet');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('my first');
    await page.getByRole('spinbutton', { name: 'Memory' }).fill('128');
    await page.getByRole('switch', { name: /^New disk/ }).check();
    await button('Create and start').click();
    await pill('running');

    await tab(/^Console/);
    await tab(/Serial/i);
    await terminalShows(page, /paddock guest ready/i, 60_000);
    await type(page, 'echo so it $((40 + 2)) was > kept; cat kept', /so it 42 was/);

    await tab(/^Snapshots/);
    await button('Take a snapshot…').first().click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('as it was');
    await button('Take it').click();
    await expectVisible(page.getByRole('listitem').filter({ hasText: 'as it was' }));

    await tab(/^Console/);
    await type(page, 'echo now $((50 + 5)) > kept; cat kept', /now 55/);
    await tab(/^Snapshots/);
    await button('Go back').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go back' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await pill('running');
    await tab(/^Console/);
    await type(page, 'cat kept kept', /so it 42 was\s+so it 42 was/);

    await button('Pause').click();
    await pill('paused');
    await button('Resume').click();
    await pill('running');

    await tab(/^Hardware/);
    await page.getByRole('spinbutton', { name: 'Memory', exact: true }).fill('256');
    await button('Save').click();
    await expectVisible(page.getByText('“my first” was changed.'));
    await button('Shut down').click();
    await pill('shutoff');
    await button('Start').click();
    await pill('running');
    await tab(/^Console/);
    await terminalShows(page, /paddock guest ready/i, 60_000);
    await type(page, 'grep MemTotal /proc/meminfo', /MemTotal:\s+2\d{5} kB/);

    await forceOff(page);
    await pill('shutoff');
    await button('More operations').click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await button('Undo').click();
    await expectVisible(page.getByRole('row').filter({ hasText: 'my first' }));
    await page.getByRole('row').filter({ hasText: 'my first' }).dblclick();
    await expectVisible(page.getByRole('heading', { name: 'my first' }));
    await tab(/^Snapshots/);
    await expectVisible(page.getByRole('listitem').filter({ hasText: 'as it was' }));
    expect(qemusOf(app.home)).toEqual([]);
    expect(app.complaints).toEqual([]);
  });
});
