import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort, IncusServer, whyNoIncus } from '../incus/server';
import { clear, eventually, expectVisible, launch, type App } from './app';
import { terminalShows, type } from './terminal';

const absent = whyNoIncus();
const begin = absent === null ? describe : describe.skip;

begin(`an Incus server${absent === null ? '' : ` (${absent})`}`, () => {
  let server: IncusServer;
  let app: App;
  let page: Page;
  beforeAll(async () => {
    server = await IncusServer.start();
  }, 60_000);
  afterAll(() => server.stop());
  beforeEach(async () => {
    app = await launch();
    ({ page } = app);
  });
  afterEach(async () => {
    expect(app.complaints).toEqual([]);
    await app.quit();
    clear(app.home);
    await server.clear();
  });

  const tab = (name: string): Promise<void> => page.getByRole('tab', { name, exact: true }).click();

  async function relaunch(env: Record<string, string> = {}): Promise<void> {
    await app.quit();
    app = await launch({ home: app.home, env });
    ({ page } = app);
  }

  async function createInstance(name: string): Promise<void> {
    await page.keyboard.press('Control+n');
    await page.getByRole('radio', { name: 'Incus instance', exact: true }).check({ force: true });
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
    await expectVisible(page.getByRole('combobox', { name: 'Image' }));
    await page.getByRole('button', { name: 'Create and start', exact: true }).click();
    await expectVisible(page.getByRole('heading', { name, exact: true }));
    await expectVisible(page.getByText('Running').first());
  }

  it('of this computer makes an instance of an image that it has, with a shell and limits', async () => {
    await relaunch({ PADDOCK_INCUS_SOCKET: server.socket });
    await createInstance('Shop');
    expect(await server.names()).toEqual(['Shop']);
    await tab('Console');
    await terminalShows(page, /# /);
    await type(page, 'hostname', /^Shop/m);

    await tab('Overview');
    await expectVisible(page.getByText('No limit', { exact: true }));
    expect(await page.getByText('Runs with', { exact: true }).count()).toBe(0);
    await tab('Snapshots');
    await page.getByRole('button', { name: 'Take a snapshot…' }).click();
    await expectVisible(page.getByRole('dialog').getByText(/its memory is not\.$/));
    await page.keyboard.press('Escape');

    await tab('Hardware');
    await page.getByRole('switch', { name: 'Limit its memory' }).check({ force: true });
    await page.getByRole('spinbutton', { name: 'Memory' }).fill('64');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expectVisible(page.getByText('“Shop” was changed.'));
    expect((await server.incus(['config', 'get', 'Shop', 'limits.memory'])).trim()).toBe('67108864B');
  });

  it('has an instance’s devices changed: what its profile gives, a shared folder, a forwarded port', async () => {
    await relaunch({ PADDOCK_INCUS_SOCKET: server.socket });
    const shared = join(app.home, 'shared');
    await mkdir(shared);
    await writeFile(join(shared, 'hello'), 'from outside');
    const port = await freePort();
    await createInstance('Shop');
    const devices = async (): Promise<unknown> =>
      (JSON.parse(await server.incus(['query', '/1.0/instances/Shop'])) as { devices: unknown }).devices;
    const save = (): Promise<void> => page.getByRole('button', { name: 'Save', exact: true }).click();

    await tab('Hardware');
    const root = page.getByRole('group', { name: 'Disk of the system “root”' });
    await expectVisible(root.getByText('From profile “default”.'));
    await page.getByRole('button', { name: 'Shared folder', exact: true }).click();
    const share = page.getByRole('group', { name: 'Shared folder “share0”' });
    await share.getByRole('textbox', { name: 'Folder' }).fill(join(shared, 'nowhere'));
    await share.getByRole('switch', { name: 'For reading only' }).press('Space');
    await expectVisible(share.getByText('Changes at once.'));
    await page.getByRole('button', { name: 'Forward a port', exact: true }).click();
    const forward = page.getByRole('group', { name: 'Forwarded port “forward0”' });
    await forward.getByRole('spinbutton', { name: 'Port inside' }).fill('80');
    await save();
    await expectVisible(forward.getByText('Enter a whole number.'));
    await forward.getByRole('spinbutton', { name: 'Port at the server' }).fill(`${port}`);
    await save();
    await expectVisible(share.getByText(/^The server has no such file or folder\./));
    await share.getByRole('textbox', { name: 'Folder' }).fill(shared);
    await save();
    await expectVisible(page.getByText('“Shop” was changed.'));
    expect(await devices()).toEqual({
      share0: { type: 'disk', source: shared, path: '/mnt/share0', readonly: 'true' },
      forward0: { type: 'proxy', listen: `tcp:127.0.0.1:${port}`, connect: 'tcp:127.0.0.1:80' },
    });
    expect(await server.incus(['exec', 'Shop', '--', 'cat', '/mnt/share0/hello'])).toBe('from outside');

    await root.getByRole('button', { name: 'Change for this machine' }).click();
    await expectVisible(root.getByRole('spinbutton', { name: 'Size' }));
    await share.getByRole('button', { name: /^Remove/ }).click();
    await save();
    await eventually(devices, (now) => Object.keys(now as object).join() === 'forward0,root');

    const theirs = ['config', 'device', 'add', 'Shop', 'null', 'unix-char'];
    await server.incus([...theirs, 'source=/dev/null', 'path=/dev/ours']);
    const other = page.getByRole('group', { name: 'Device “null”' });
    await other.getByRole('button', { name: 'Add a setting' }).click();
    await save();
    await expectVisible(other.getByText('Something has to stand here.'));
    await other.getByRole('textbox', { name: 'Setting', exact: true }).last().fill('mode');
    await other.getByRole('textbox', { name: 'Value', exact: true }).last().fill('0644');
    await save();
    await eventually(devices, (now) => JSON.stringify(now).includes('"mode":"0644"'));
    await other.getByRole('button', { name: 'Remove Setting “mode”' }).click();
    await save();
    await eventually(devices, (now) => !JSON.stringify(now).includes('"mode"'));
  });

  it('elsewhere is added by its token, shown who it is first, and works as one of this computer does', async () => {
    const address = await server.listen();
    await server.incus(['launch', 'tiny', 'theirs']);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Add a server' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Token' }).fill('bm90IG9uZQ==');
    await dialog.getByRole('button', { name: 'Ask who it is' }).click();
    await expectVisible(dialog.getByText('This is no token of an Incus server.'));
    await dialog.getByRole('textbox', { name: 'Token' }).fill(await server.token('paddock'));
    await dialog.getByRole('button', { name: 'Ask who it is' }).click();
    await expectVisible(dialog.getByText(address));
    await dialog.getByRole('textbox', { name: 'Name' }).fill('lab');
    await dialog.getByRole('button', { name: 'Trust it and add it' }).click();
    await expectVisible(page.getByText(/^Connected, Incus 6/));

    await page.getByRole('button', { name: /^All machines/ }).click();
    await expectVisible(page.getByRole('row').filter({ hasText: 'theirs' }).filter({ hasText: 'Running' }));
    await page.getByRole('button', { name: /^lab\b/ }).click();
    await expectVisible(page.getByRole('heading', { name: 'lab', level: 1 }));
    await expectVisible(page.getByRole('row').filter({ hasText: 'Incus · lab' }));
    await createInstance('Mine');
    await tab('Console');
    await terminalShows(page, /# /);
    await type(page, 'hostname', /^Mine/m);

    // It is known after a restart as well; while it is down, its machines are unknown and never off.
    await relaunch();
    const row = page.getByRole('row').filter({ hasText: 'Mine' });
    await expectVisible(row.filter({ hasText: 'Running' }));
    await server.kill();
    await expectVisible(row.filter({ hasText: 'Unknown' }));
    await server.up();
    await expectVisible(row.filter({ hasText: 'Running' }));
  });
});
