import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

const handle = vi.hoisted(() =>
  vi.fn<(scheme: string, answer: (request: { url: string }) => unknown) => void>(),
);
vi.mock('electron', () => ({ protocol: { handle }, app: {}, session: {} }));

import { fileFor, inLanguage, namedIn, serveApp } from './app-protocol';
import { isOurs } from './hardening';

describe('the app’s own protocol', () => {
  it('serves the window’s files', () => {
    expect(fileFor('paddock-app://app/index.html', '/app/renderer')).toBe('/app/renderer/index.html');
    expect(fileFor('paddock-app://app/assets/a%20b.js', '/app/renderer')).toBe('/app/renderer/assets/a b.js');
  });

  it.each([
    'paddock-app://app/../main/index.js',
    'paddock-app://app/..%2f..%2fetc/passwd.json',
    'paddock-app://app/%2e%2e/main/index.js',
    'paddock-app://app/index.html%00.png',
    'paddock-app://app/',
    'paddock-app://other/index.html',
    'file:///app/renderer/index.html',
    'paddock-app://app/%E0%A4%A',
    'nonsense',
  ])('serves nothing for %s', (address) => {
    const file = fileFor(address, '/app/renderer');
    // A path that stays inside is harmless: there is no such file.
    expect(file === null || file.startsWith('/app/renderer/')).toBe(true);
    if (!address.includes('main') && !address.includes('..')) expect(file).toBeNull();
  });

  it('serves the window’s page in the language that is spoken, with the script that has its texts', () => {
    const page = '<!doctype html>\n<html lang="en"><head></head>\n';
    const inGerman = inLanguage(Buffer.from(page), 'de').toString();
    expect(inGerman).toContain('<html lang="de">');
    expect(namedIn(inGerman)).toEqual(['paddock-app://app/assets/spoken-de.js']);
    expect(inLanguage(Buffer.from(page), 'en').toString()).toBe(page);
  });

  it('has served the window when its page and all that the page names were handed out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'served-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'assets'));
    const named =
      '<script type="module" src="./assets/a.js"></script><link rel="stylesheet" href="./assets/b.css">';
    writeFileSync(join(folder, 'index.html'), `<html lang="en">${named}`);
    for (const file of ['a.js', 'b.css', 'later.js']) writeFileSync(join(folder, 'assets', file), '');
    let isServed = false;
    void serveApp(folder, () => 'en').then(() => (isServed = true));
    const ask = (file: string): unknown => handle.mock.lastCall?.[1]({ url: `paddock-app://app/${file}` });
    for (const file of ['index.html', 'assets/later.js', 'assets/b.css']) await ask(file);
    expect(isServed).toBe(false);
    await ask('assets/a.js');
    expect(isServed).toBe(true);
  });

  it('is the only origin that counts as the app’s', () => {
    expect(isOurs('paddock-app://app/index.html')).toBe(true);
    for (const other of ['paddock-app://app.evil/', 'https://app/', 'file:///app', 'about:blank', '']) {
      expect(isOurs(other)).toBe(false);
    }
  });
});
