import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoginItem } from './login-item';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'paddock-login-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('starting at login', () => {
  it('is a file in the desktop’s folder, with the app hidden in its tray', async () => {
    const item = new LoginItem(join(folder, 'autostart'), ['/opt/Paddock/paddock']);
    expect(item.isSet).toBe(false);
    await item.set(true);
    expect(item.isSet).toBe(true);
    const text = await readFile(join(folder, 'autostart', 'paddock.desktop'), 'utf8');
    expect(text).toContain('Exec="/opt/Paddock/paddock" "--hidden"\n');
    await item.set(false);
    await item.set(false);
    expect(item.isSet).toBe(false);
  });

  it('keeps odd characters of a path from meaning anything', async () => {
    const item = new LoginItem(folder, ['/home/ada/100% "$x"/paddock']);
    await item.set(true);
    const text = await readFile(join(folder, 'paddock.desktop'), 'utf8');
    expect(text).toContain(String.raw`Exec="/home/ada/100%% \\"\\$x\\"/paddock" "--hidden"`);
  });

  it('says why it can’t be had', async () => {
    await writeFile(join(folder, 'autostart'), 'a file where the folder should be');
    const item = new LoginItem(join(folder, 'autostart'), ['/opt/Paddock/paddock']);
    await expect(item.set(true)).rejects.toMatchObject({ failure: { code: expect.any(String) } });
    expect(item.isSet).toBe(false);
  });
});
