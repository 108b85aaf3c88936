import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookAtProgram } from './drivers/qemu/programs';
import { checkSettings, type LookAtProgram } from './settings-check';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const look: LookAtProgram = (_driver, program, path) => lookAtProgram(program, path, {});

async function program(name: string, says: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\necho '${says}'\n`);
  await chmod(path, 0o755);
  return path;
}

describe('a setting that can’t be so', () => {
  it.each([
    ['is not there', '/no/such/folder', /is not there/],
    ['is no folder', '/etc/hostname', /is a file, not a folder/],
    ['is not whole', 'disks', /not a whole path/],
    ['takes nothing, whatever its permissions tell', '/proc', /Nothing can be made in|may not open/],
  ])('is a folder for disks that %s', async (_, diskFolder, why) => {
    await expect(checkSettings({ diskFolder }, look)).rejects.toMatchObject({
      failure: { field: 'diskFolder', message: expect.stringMatching(why) as string },
    });
  });

  it.each([
    ['another program', 'ls (GNU coreutils) 9.1', 'program-failed'],
    ['the other one of QEMU’s', 'qemu-img version 7.2.0', 'program-failed'],
    ['one that is too old', 'QEMU emulator version 4.2.1', 'program-too-old'],
  ])('is, for QEMU, %s', async (_, says, code) => {
    const qemuSystem = await program('qemu', says);
    await expect(checkSettings({ qemuSystem }, look)).rejects.toMatchObject({
      failure: { field: 'qemuSystem', code },
    });
  });

  it('is a program that is a folder, or may not be run', async () => {
    const file = join(folder, 'notes.txt');
    await writeFile(file, 'hello');
    for (const [qemuSystem, message] of [
      [folder, `${folder} is a folder.`],
      [file, `${file} may not be run.`],
      ['/dev/null', '/dev/null is no program.'],
    ]) {
      await expect(checkSettings({ qemuSystem }, look)).rejects.toMatchObject({
        failure: { field: 'qemuSystem', message, next: expect.stringMatching(/program/) as string },
      });
    }
  });

  it('is a folder of a driver’s that is a file', async () => {
    for (const field of ['lxcPrograms', 'lxcFolder', 'openvzFolder'] as const) {
      const change = { [field]: '/etc/hostname' };
      await expect(checkSettings(change, () => Promise.resolve())).rejects.toMatchObject({
        failure: { field, message: '/etc/hostname is a file, not a folder.' },
      });
    }
  });

  it('is a program that is not there', async () => {
    await expect(checkSettings({ qemuImg: join(folder, 'none') }, look)).rejects.toMatchObject({
      failure: { field: 'qemuImg', code: 'program-missing' },
    });
  });
});

describe('settings that can be so', () => {
  it('are let through', async () => {
    const qemuSystem = await program('qemu', 'QEMU emulator version 9.1.0 (x)');
    const qemuImg = await program('img', 'qemu-img version 9.1.0');
    await checkSettings({ theme: 'dark', diskFolder: folder, qemuSystem, qemuImg }, look);
    await checkSettings({ diskFolder: null, qemuSystem: null, qemuImg: null }, look);
  });
});
