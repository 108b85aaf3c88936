import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, mend, SettingsFile } from './settings';

let folder: string;
const quiet = (): void => undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('settings', () => {
  it('are the defaults at first, and what was set after that', async () => {
    const path = join(folder, 'settings.json');
    const file = new SettingsFile(path, quiet);
    expect(await file.load()).toEqual(DEFAULT_SETTINGS);
    await file.change({ theme: 'dark' });
    expect(await new SettingsFile(path, quiet).load()).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' });
  });

  it('lose no change when many come at once', async () => {
    const path = join(folder, 'settings.json');
    const file = new SettingsFile(path, quiet);
    await Promise.all([
      file.change({ theme: 'dark' }),
      file.change({ demo: true }),
      file.change({ closeToTray: false }),
    ]);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      ...DEFAULT_SETTINGS,
      theme: 'dark',
      language: 'system',
      demo: true,
      closeToTray: false,
    });
  });

  it('keep what is right in a file with a wrong value', () => {
    expect(mend({ theme: 'plaid', language: 'tlh', demo: true })).toEqual({
      ...DEFAULT_SETTINGS,
      demo: true,
    });
    expect(mend('nonsense')).toEqual(DEFAULT_SETTINGS);
  });

  it('stay as they are where a change is refused', async () => {
    const path = join(folder, 'settings.json');
    const file = new SettingsFile(path, quiet, () => Promise.reject(new Error('no')));
    await expect(file.change({ theme: 'dark' })).rejects.toThrow('no');
    expect(file.current).toEqual(DEFAULT_SETTINGS);
    expect(await new SettingsFile(path, quiet).load()).toEqual(DEFAULT_SETTINGS);
  });

  it('are the defaults where the file can’t be read', async () => {
    const path = join(folder, 'settings.json');
    await writeFile(path, '{"theme": ');
    expect(await new SettingsFile(path, quiet).load()).toEqual(DEFAULT_SETTINGS);
  });
});
