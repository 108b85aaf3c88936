import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OpenvzWorld, whyNoContainers } from '../openvz/world';
import { clear, eventually, expectVisible, launch, newHome, type App } from './app';
import { runCommandsInside } from './inside-command';
import { terminalShows, type } from './terminal';

let app: App;
let page: Page;
let world: OpenvzWorld;
const absent = whyNoContainers();
const begin = absent === null ? describe : describe.skip;

beforeEach(async () => {
  if (absent !== null) return;
  const home = newHome();
  mkdirSync(join(home, 'world'));
  world = new OpenvzWorld(join(home, 'world'));
  app = await launch({ home, env: world.environment });
  ({ page } = app);
});
afterEach(async () => {
  if (absent !== null) return;
  expect(app.complaints).toEqual([]);
  await app.quit();
  world.clear();
  clear(app.home);
});

const tab = (name: string): Promise<void> => page.getByRole('tab', { name, exact: true }).click();

async function createContainer(name: string): Promise<void> {
  await page.keyboard.press('Control+n');
  await page.getByRole('radio', { name: 'OpenVZ container' }).check({ force: true });
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('spinbutton', { name: 'Memory' }).fill('128');
  await page.getByRole('button', { name: 'Create and start', exact: true }).click();
  await expectVisible(page.getByRole('heading', { name, exact: true }));
  await expectVisible(page.getByText('Running').first());
}

begin(`a container of OpenVZ’s${absent === null ? '' : ` (${absent})`}`, () => {
  it('is made of a template that is there, has a shell, and is changed while it runs', async () => {
    await createContainer('Web server');
    expect(world.vzctl('status', 'Web-server')).toBe('CTID 101 exist mounted running\n');
    expect(world.confOf('101')).toMatch(/^PHYSPAGES="32768"$/m);
    await tab('Console');
    await terminalShows(page, /\/ #/);
    await type(page, 'echo in""side', /inside/);

    await tab('Hardware');
    await expectVisible(page.getByText('Without one it counts as much as any other.'));
    await page.getByRole('textbox', { name: 'Host name' }).fill('web.example');
    await page.getByRole('textbox', { name: 'IP addresses' }).fill('10.0.0.5 10.0.0.6');
    await page.getByRole('button', { name: 'Network card', exact: true }).click();
    await page.getByRole('combobox', { name: 'Bridge' }).fill('br0');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expectVisible(page.getByText('“Web server” was changed.'));
    const conf = world.confOf('101');
    expect(conf).toMatch(/^HOSTNAME="web.example"$/m);
    expect(conf).toMatch(/^IP_ADDRESS="10.0.0.5 10.0.0.6"$/m);
    expect(conf).toMatch(/^NETIF="ifname=eth0,bridge=br0,mac=/m);
    await tab('Console');
    await type(page, 'hostname', /^web\.example/m);
  });

  it('runs a command: what it printed and how it ended are shown, copied, and kept with what was done', async () => {
    await createContainer('Web server');
    await runCommandsInside(app);
  });

  it('that another tool makes, starts, stops, renames or destroys is followed', async () => {
    world.vzctl('create', '105', '--ostemplate', 'tiny', '--layout', 'simfs', '--name', 'others');
    const row = page.getByRole('row').filter({ hasText: 'others' });
    await page.getByRole('button', { name: /^All machines/ }).click();
    await expectVisible(row.filter({ hasText: 'Off' }));
    world.vzctl('start', '105');
    await expectVisible(row.filter({ hasText: 'Running' }));
    world.end('105');
    await expectVisible(row.filter({ hasText: 'Off' }));
    world.vzctl('umount', '105');
    world.vzctl('destroy', '105');
    await row.waitFor({ state: 'detached' });
  });

  it('that another program has locked is waited for, and that program is named', async () => {
    await createContainer('Web server');
    world.fault('set', 'slow 3000');
    const other = world.spawn('set', '101', '--cpus', '2', '--save');
    await eventually(() => world.isLocked('101'), Boolean);
    await page.getByRole('button', { name: 'Shut down', exact: true }).first().click();
    await expectVisible(page.getByText(/Waiting for “.*vzctl.* set 101 --cpus 2 --save” \(process \d+\)/));
    expect(await other).toBe(0);
    await expectVisible(page.getByText('Off', { exact: true }).first());
  });
});
