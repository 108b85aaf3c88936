import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { INSIDE, tinyLinuxWithAgent } from '../guests/guest-agent';
import { memtestIso } from '../guests/memtest';
import { tinyLinux } from '../guests/tiny-linux';
import { clear, create, eventually, expectVisible, launch, qemusOf, type App } from './app';
import { terminalShows, terminalText, type } from './terminal';

let app: App;
beforeEach(async () => {
  app = await launch();
});
afterEach(async () => {
  await app.quit();
  clear(app.home);
});

async function openConsole(page: Page, title: RegExp): Promise<void> {
  await page.getByRole('tab', { name: 'Console', exact: true }).click();
  await page
    .getByRole('tab', { name: title })
    .or(page.getByRole('button', { name: title }))
    .first()
    .click();
}

/** How many different colours the machine's screen shows, and how many of its pixels are not black. */
function picture(page: Page): Promise<{ readonly colours: number; readonly lit: number }> {
  return page.evaluate(() => {
    const canvas = document.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context || canvas.width === 0) return { colours: 0, lit: 0 };
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set<number>();
    let lit = 0;
    for (let at = 0; at < data.length; at += 4) {
      const colour = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
      colours.add(colour);
      if (colour !== 0) lit++;
    }
    return { colours: colours.size, lit };
  });
}

const tinyMachine = async (name: string): Promise<Parameters<typeof create>[1]> => {
  const { kernel, initrd } = await tinyLinux();
  return {
    name,
    memoryMib: 128,
    source: { kind: 'kernel', kernel, initrd, commandLine: 'console=ttyS0 quiet' },
  };
};

describe('a QEMU machine', () => {
  it('made from an ISO shows its picture in the window', async () => {
    await create(app.page, { name: 'memtest', memoryMib: 64, source: { kind: 'iso', path: memtestIso() } });
    await expectVisible(app.page.getByRole('heading', { name: 'memtest' }));
    await app.page.getByRole('tab', { name: 'Console', exact: true }).click();
    // memtest86+ paints a blue page with a coloured title and text.
    const seen = await eventually(
      () => picture(app.page),
      ({ colours, lit }) => colours >= 3 && lit > 50_000,
      60_000,
    );
    expect(seen.colours).toBeGreaterThanOrEqual(3);
    expect(app.complaints).toEqual([]);
  });

  it('boots a real Linux whose serial line answers, with the boot’s history when opened late', async () => {
    const { page } = app;
    await create(page, await tinyMachine('tiny'));
    await expectVisible(page.getByText('Running'));
    await new Promise((resolve) => setTimeout(resolve, 8_000)); // let it boot with nobody looking
    await openConsole(page, /serial/i);
    await eventually(
      () => terminalText(page),
      (text) => /paddock guest ready/i.test(text),
      60_000,
    );
    await type(page, 'uname -r', /\d+\.\d+\.\d+-\d+.*cloud/);
    expect(app.complaints).toEqual([]);
  });

  it('shows what the agent inside says of its system, once one answers', async () => {
    const { page } = app;
    const guest = await tinyLinuxWithAgent();
    await create(page, {
      ...(await tinyMachine('outside')),
      source: { kind: 'kernel', ...guest, commandLine: 'console=ttyS0 quiet' },
    });
    const overview = page.getByRole('tab', { name: 'Overview', exact: true });
    await overview.click();
    await expectVisible(page.getByText('None answers', { exact: true }));
    await openConsole(page, /serial/i);
    await terminalShows(page, /paddock guest ready/i, 60_000);
    await type(page, 'agent; echo begun $((40 + 2))', /begun 42/);
    await overview.click();
    for (const told of [INSIDE.hostName, INSIDE.system, INSIDE.address]) {
      await expectVisible(page.getByText(told, { exact: true }).first(), 60_000);
    }
    await expectVisible(page.getByText(/^Answers \(version \d/));
    expect(app.complaints).toEqual([]);
  });

  it('pauses, resumes, shuts down, starts again, is forced off and deleted, and every step is seen at once', async () => {
    const { page } = app;
    await create(page, await tinyMachine('steps'));
    const header = page.getByRole('banner').or(page.locator('header')).filter({ hasText: 'steps' });
    const state = (word: string): Promise<void> =>
      expectVisible(header.getByText(word, { exact: true }), 60_000);
    const operate = async (name: string): Promise<void> => {
      const direct = header.getByRole('button', { name, exact: true });
      if (await direct.isVisible()) return direct.click();
      await header.getByRole('button', { name: 'More operations' }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await state('Running');
    await operate('Pause');
    await state('Paused');
    await operate('Resume');
    await state('Running');
    await openConsole(page, /serial/i);
    await eventually(
      () => terminalText(page),
      (text) => /paddock guest ready/i.test(text),
      60_000,
    );
    await operate('Shut down');
    await state('Off');
    expect(qemusOf(app.home)).toEqual([]);
    await operate('Start');
    await state('Running');
    await operate('Force off');
    await page.getByRole('dialog').getByRole('button', { name: 'Force off' }).click();
    await state('Off');
    await operate('Delete…');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expectVisible(page.getByRole('button', { name: 'Create a machine' })); // the last one gone: first run again
    expect(existsSync(join(app.home, 'config'))).toBe(true);
    expect(app.complaints).toEqual([]);
  });

  it('says where its screen was that it crashed, and why, and starts again from there', async () => {
    const { page } = app;
    await create(page, await tinyMachine('crasher'));
    await expectVisible(page.locator('[data-console="display"][data-phase="open"]'), 60_000);
    for (const pid of qemusOf(app.home)) process.kill(pid, 'SIGKILL');
    const stage = page.locator('.stage');
    await expectVisible(stage.getByText('The machine has crashed'));
    await expectVisible(stage.getByText(/It was killed \(SIGKILL\)/));
    expect(await page.getByRole('button', { name: 'Send keys' }).isDisabled()).toBe(true);
    await stage.getByRole('button', { name: 'Start again' }).click();
    await expectVisible(page.locator('[data-console="display"][data-phase="open"]'), 60_000);
    await page.getByRole('tab', { name: 'Activity' }).click();
    const crash = page.getByRole('listitem').filter({ hasText: 'Crashed' });
    await expectVisible(crash.getByText(/It was killed \(SIGKILL\)/));
    await expectVisible(crash.getByText('By itself'));
    expect(app.complaints).toEqual([]);
  });

  it('lives on when the app is killed, and is found again with its process and its console', async () => {
    for (const name of ['first', 'second']) {
      await create(app.page, await tinyMachine(name));
      await expectVisible(app.page.getByRole('heading', { name }));
      await expectVisible(app.page.locator('.pill[data-state="running"]'));
    }
    const before = await eventually(
      () => qemusOf(app.home),
      (pids) => pids.length === 2,
    );
    await app.kill();
    expect(qemusOf(app.home)).toEqual(before);

    app = await launch({ home: app.home });
    const { page } = app;
    const rows = page.getByRole('row').filter({ hasText: 'Running' });
    await eventually(
      () => rows.count(),
      (count) => count === 2,
    );
    expect(qemusOf(app.home)).toEqual(before);
    await page.getByRole('row').filter({ hasText: 'second' }).dblclick();
    await expectVisible(page.getByRole('heading', { name: 'second' }));
    await openConsole(page, /serial/i);
    await eventually(
      () => terminalText(page),
      (text) => /paddock guest ready/i.test(text),
      60_000,
    );
    await type(page, 'uname -r', /\d+\.\d+\.\d+-\d+.*cloud/);
  });
});
