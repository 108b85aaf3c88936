import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallResult, PaddockBridge } from '../../preload/contract';
import { tinyLinux } from '../guests/tiny-linux';
import { IncusServer, whyNoIncus } from '../incus/server';
import { OpenvzWorld, whyNoContainers } from '../openvz/world';
import { clear, create, eventually, expectVisible, launch, newHome, type App } from './app';
import { terminalShows, type } from './terminal';
import { ask } from './tour';

declare global {
  interface Window {
    readonly paddock: PaddockBridge;
  }
}

const absent = whyNoIncus() ?? whyNoContainers();
const begin = absent === null ? describe : describe.skip;

begin(`one window with machines of all hypervisors${absent === null ? '' : ` (${absent})`}`, () => {
  let app: App;
  let page: Page;
  let openvz: OpenvzWorld;
  let incus: IncusServer;
  let env: Record<string, string>;
  beforeEach(async () => {
    const home = newHome();
    mkdirSync(join(home, 'world'));
    openvz = new OpenvzWorld(join(home, 'world'));
    incus = await IncusServer.start();
    env = { ...openvz.environment, PADDOCK_INCUS_SOCKET: incus.socket };
    app = await launch({ home, env });
    ({ page } = app);
  }, 60_000);
  afterEach(async () => {
    await app.quit();
    openvz.clear();
    clear(app.home);
    await incus.stop();
  });

  const KINDS = {
    lxc: 'Container',
    vz: 'OpenVZ container',
    incus: 'Incus instance',
    sim: 'Simulated machine',
  } as const;

  async function createOf(name: keyof typeof KINDS): Promise<void> {
    await page.getByRole('button', { name: 'New machine' }).click(); // the keys go to the console now
    await page.getByRole('radio', { name: KINDS[name], exact: true }).check({ force: true });
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
    if (name === 'lxc') await page.getByRole('switch', { name: 'Network' }).uncheck({ force: true });
    if (name === 'incus') await expectVisible(page.getByRole('combobox', { name: 'Image' }));
    await page.getByRole('button', { name: 'Create and start', exact: true }).click();
    await expectVisible(page.getByRole('heading', { name, exact: true }));
    await expectVisible(page.getByText('Running').first());
  }

  async function createVirtual(): Promise<void> {
    const { kernel, initrd } = await tinyLinux();
    const source = { kind: 'kernel', kernel, initrd, commandLine: 'console=ttyS0 quiet' } as const;
    await create(page, { name: 'vm', memoryMib: 128, source });
    await expectVisible(page.getByRole('heading', { name: 'vm', exact: true }));
    await expectVisible(page.getByText('Running').first());
  }

  /** Types into the shell of the machine whose page is open: where there is a screen as well, its serial line has it. */
  async function shellAnswers(name: keyof typeof PROMPTS): Promise<void> {
    await page.getByRole('tab', { name: 'Console', exact: true }).click();
    if (name === 'vm' || name === 'sim')
      await page
        .getByRole('tab', { name: /^Serial/ })
        .first()
        .click();
    await terminalShows(page, PROMPTS[name]);
    await type(page, 'echo an""swers', /answers/);
  }

  const rowOf = (name: string) => page.getByRole('row').filter({ hasText: new RegExp(`\\b${name}\\b`) });
  const PROMPTS = { vm: /[#>] /, lxc: /\/ #/, vz: /\/ #/, incus: /# /, sim: /[$#] / } as const;

  it('has a shell in each, and loses none of them where Paddock is killed while all are busy', async () => {
    await createVirtual();
    await shellAnswers('vm');
    for (const name of ['lxc', 'vz', 'incus', 'sim'] as const) {
      await createOf(name);
      await shellAnswers(name);
    }
    expect(app.complaints).toEqual([]);

    await page.getByRole('button', { name: /^All machines/ }).click();
    for (const name of Object.keys(PROMPTS)) await expectVisible(rowOf(name).filter({ hasText: 'Running' }));
    const { machines: all } = await ask<CallResult<'machines.list'>>(page, 'machines.list', {});
    const busy = page.evaluate(async (machines) => {
      for (const { id } of machines) void window.paddock.call('machine.reset', { id });
      await new Promise((resolve) => setTimeout(resolve, 30));
    }, all);
    await busy;
    await app.kill();

    app = await launch({ home: app.home, env });
    ({ page } = app);
    for (const name of ['vm', 'lxc', 'vz', 'incus'] as const) {
      const row = rowOf(name);
      await expectVisible(row);
      const state = await eventually(
        () => row.first().innerText(),
        (text) => /Running|Off/.test(text),
      );
      await row.first().dblclick();
      if (/Off/.test(state)) await page.getByRole('button', { name: 'Start', exact: true }).first().click();
      await expectVisible(page.getByText('Running').first());
      await shellAnswers(name);
      await page.getByRole('button', { name: /^All machines/ }).click();
    }
    expect(app.complaints).toEqual([]);
  });
});
