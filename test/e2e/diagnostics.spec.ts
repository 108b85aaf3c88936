import { appendFileSync, readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memtestIso } from '../guests/memtest';
import { clear, create, expectVisible, launch, type App } from './app';

let app: App;
beforeEach(async () => {
  app = await launch({ env: { HOME: '/home/grace' } });
});
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

const NAME = 'Zebra Ledger';
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZvbyBiYXIgYmF6 grace@compiler';
const { username } = userInfo();

async function openReport(): Promise<string> {
  const { page } = app;
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Report for others…' }).click();
  const text = page.getByRole('dialog').getByRole('region', { name: 'Report' });
  await expectVisible(text);
  return text.innerText();
}

describe('a report for others', () => {
  it('is shown, tells what a helper asks for, and nothing that is the person’s own', async () => {
    const { page, home } = app;
    await create(page, {
      name: NAME,
      memoryMib: 64,
      source: { kind: 'iso', path: memtestIso() },
      start: false,
    });
    await expectVisible(page.getByRole('heading', { name: NAME }));
    await page.keyboard.press('Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await expectVisible(page.getByText(/is in the bin/));
    const line = (message: string): string => `${new Date().toISOString()} test: ${message}\n`;
    appendFileSync(
      join(home, 'state', 'paddock.log'),
      [
        `${NAME} did not start, nor did zebra-ledger`,
        `user ${username} on ${hostname()}: password=hunter2`,
        `the key ${KEY} was refused`,
        'token: s3cr3t-t0k3n',
        'open /home/grace/Machines/disk.qcow2: EACCES',
      ]
        .map(line)
        .join(''),
    );
    const report = await openReport();
    for (const told of [
      '- Paddock: ',
      '- QEMU: ',
      '- closeToTray: true',
      '- in the bin: 1',
      '## Locks',
      'define “…”',
      'password=<secret>',
      '~/Machines/disk.qcow2',
    ]) {
      expect(report).toContain(told);
    }
    for (const own of [/zebra/i, /hunter2/, /AAAAC3/, /s3cr3t/, /\/home\//, /grace/]) {
      expect(report).not.toMatch(own);
    }
    const [, log = ''] = report.split('## Log');
    expect(log).not.toMatch(new RegExp(`\\b${username}\\b`));
    expect(log).not.toMatch(new RegExp(`\\b${hostname()}\\b`));
  });

  it('is copied or saved as it is shown', async () => {
    const { page, home, electron } = app;
    const report = await openReport();
    await page.getByRole('button', { name: 'Copy the report' }).click();
    await expectVisible(page.getByRole('button', { name: 'Copied' }));
    const copied = await electron.evaluate(({ clipboard }) => clipboard.readText());
    expect(copied.trim()).toBe(report.trim());
    const path = join(home, 'report.txt');
    await electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await page.getByRole('button', { name: 'Save to a file…' }).click();
    await expectVisible(page.getByText(`Saved as ${path}`));
    expect(readFileSync(path, 'utf8')).toBe(copied);
  });
});
