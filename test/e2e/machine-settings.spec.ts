import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { memtestIso } from '../guests/memtest';
import { clear, create, eventually, expectVisible, forceOff, launch, qemusOf, type App } from './app';

let app: App;
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

function listensOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

describe('the settings of a machine', () => {
  it('that were looked at and left can be changed and saved when one comes back, and only then', async () => {
    app = await launch();
    const { page } = app;
    await page.getByRole('button', { name: 'Look around' }).click();
    await page.getByRole('row').filter({ hasText: 'stubborn' }).dblclick();
    const save = page.getByRole('button', { name: 'Save', exact: true });
    const comeBack = async (tab: string): Promise<void> => {
      await page.keyboard.press('Alt+1');
      await expectVisible(page.getByRole('heading', { name: 'Usage' }));
      await page.keyboard.press(tab);
      await expectVisible(save);
    };
    for (const [tab, fill] of [
      ['Alt+4', () => page.getByRole('spinbutton', { name: 'CPUs' }).fill('3')],
      ['Alt+5', () => page.getByRole('textbox', { name: 'Tags' }).fill('kept')],
    ] as const) {
      await page.keyboard.press(tab);
      await expectVisible(save);
      await comeBack(tab);
      await fill();
      await save.click();
      await expectVisible(page.getByText('“stubborn” was changed.'));
      await comeBack(tab);
      await expectVisible(save.and(page.locator('[aria-disabled]')));
    }
  });

  it('change while it runs: at once where that can be, else with the next start, and say which', async () => {
    app = await launch();
    const { page, home } = app;
    await create(page, { name: 'web', memoryMib: 64, source: { kind: 'iso', path: memtestIso() } });
    await expectVisible(page.locator('.pill[data-state="running"]'), 60_000);
    await page.keyboard.press('Alt+5');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('site');
    await page.getByRole('textbox', { name: 'Tags' }).fill('prod, shop');
    // What was filled in is there when one comes back.
    await page.keyboard.press('Alt+1');
    await page.keyboard.press('Alt+5');
    expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('site');
    await page.getByRole('button', { name: 'Save' }).click();
    await expectVisible(page.getByText('“site” was changed.'));
    await expectVisible(page.getByRole('heading', { name: 'site', exact: true }));
    await page.keyboard.press('Alt+4');
    await page.getByRole('spinbutton', { name: 'Memory' }).fill('96');
    await page.getByRole('button', { name: 'Network card', exact: true }).click();
    await page.getByRole('button', { name: 'Forward a port' }).first().click();
    await page.getByRole('spinbutton', { name: 'Port here' }).fill('42022');
    await page.getByRole('button', { name: 'Eject' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await expectVisible(page.getByText('Changed; the running machine has it after its next start.'));
    const folder = join(home, 'config', 'machines', 'qemu');
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.json'));
    const stored = JSON.parse(readFileSync(join(folder, file ?? ''), 'utf8')) as Record<string, unknown>;
    expect(stored).toMatchObject({
      name: 'site',
      tags: ['prod', 'shop'],
      config: {
        memory: 96 * 1024 ** 2,
        cdroms: [{ path: null }],
        networks: [{ id: 'net0' }, { id: 'net1' }],
      },
    });

    expect(await listensOn(42022)).toBe(true);
    await page.keyboard.press('Alt+1');
    await expectVisible(page.getByText('127.0.0.1:42022 leads to TCP port 22'));
    await forceOff(page);
    await expectVisible(page.locator('.pill[data-state="shutoff"]'));
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expectVisible(page.locator('.pill[data-state="running"]'), 60_000);
    await page.keyboard.press('Alt+4');
    await eventually(
      () => page.getByText('Changed; the running machine').count(),
      (count) => count === 0,
    );
    const [pid] = qemusOf(home);
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')).toEqual(
      expect.arrayContaining(['-m', '96M', 'guest=site,debug-threads=on']),
    );
  });

  it('have it start with Paddock, and Paddock at login', async () => {
    app = await launch();
    const { page, home } = app;
    const source = { kind: 'iso', path: memtestIso() } as const;
    await create(page, { name: 'web', memoryMib: 64, source, start: false });
    await expectVisible(page.getByRole('heading', { name: 'web', exact: true }));
    await page.keyboard.press('Alt+5');
    await page.getByRole('combobox', { name: 'Start with Paddock' }).selectOption({ label: 'Always' });
    await page.getByRole('button', { name: 'Save' }).click();
    await expectVisible(page.getByText('“web” was changed.'));
    await page.keyboard.press('Control+,');
    await page.getByRole('switch', { name: 'Start at login' }).check({ force: true });
    const entry = join(home, 'autostart', 'paddock.desktop');
    await eventually(
      () => existsSync(entry),
      (is) => is,
    );
    expect(readFileSync(entry, 'utf8')).toContain('"--hidden"');
    expect(qemusOf(home)).toEqual([]);
    await app.quit();

    rmSync(entry); // as with the desktop's own tools
    app = await launch({ home });
    await eventually(
      () => qemusOf(home).length,
      (count) => count === 1,
    );
    await app.page.keyboard.press('Control+j');
    await expectVisible(
      app.page.getByRole('listitem').filter({ hasText: 'web' }).filter({ hasText: 'autostart' }),
    );
    await app.page.keyboard.press('Control+,');
    const atLogin = app.page.getByRole('switch', { name: 'Start at login' });
    await expectVisible(atLogin);
    expect(await atLogin.isChecked()).toBe(false);
  });

  it('that can’t be are refused at their field, and nothing of the form is lost', async () => {
    app = await launch();
    const { page } = app;
    await create(page, {
      name: 'web',
      memoryMib: 64,
      source: { kind: 'iso', path: memtestIso() },
      start: false,
    });
    await expectVisible(page.getByRole('heading', { name: 'web', exact: true }));
    await page.keyboard.press('Alt+4');
    await page.getByRole('spinbutton', { name: 'Memory' }).fill('4');
    await page.getByRole('textbox', { name: 'CD drive' }).fill('/nowhere/lost.iso');
    await page.getByRole('button', { name: 'Save' }).click();
    await expectVisible(page.getByText('Enter 16 to'));
    await page.getByRole('spinbutton', { name: 'Memory' }).fill('128');
    await page.getByRole('button', { name: 'Save' }).click();
    await expectVisible(page.getByText(/lost\.iso is not there/));
    expect(await page.getByRole('textbox', { name: 'CD drive' }).inputValue()).toBe('/nowhere/lost.iso');
    await page.getByRole('button', { name: 'Revert' }).click();
    expect(await page.getByRole('spinbutton', { name: 'Memory' }).inputValue()).toBe('64');
  });

  it('that are not saved are there after the window was loaded anew, and can still be reverted or saved', async () => {
    app = await launch();
    const { page } = app;
    await page.getByRole('button', { name: 'Look around' }).click();
    const open = async (): Promise<void> => {
      await page.getByRole('row', { name: /Windows 11/ }).dblclick();
      await expectVisible(page.getByRole('heading', { name: /Windows 11/ }));
    };
    await open();
    await page.keyboard.press('Alt+4');
    const memory = page.getByRole('spinbutton', { name: 'Memory' });
    const before = await memory.inputValue();
    await memory.fill('2222');
    await page.keyboard.press('Alt+5');
    await page.getByRole('textbox', { name: 'Description' }).fill('for the accounts');

    await page.reload();
    await page.locator('html[data-ready=all]').waitFor({ state: 'attached' });
    await open();
    await page.keyboard.press('Alt+4');
    expect(await memory.inputValue()).toBe('2222');
    await page.getByRole('button', { name: 'Revert' }).click();
    expect(await memory.inputValue()).toBe(before);
    await page.keyboard.press('Alt+5');
    const description = page.getByRole('textbox', { name: 'Description' });
    expect(await description.inputValue()).toBe('for the accounts');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expectVisible(page.getByText(/“Windows 11.*” was changed\./));
    expect(app.complaints).toEqual([]);
  });
});
