import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseFirmware, firmwareFolders, flashFirmwares } from './descriptors';

let folder: string;
let first: string;
let second: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-firmware-'));
  first = join(folder, 'first');
  second = join(folder, 'second');
  await mkdir(first);
  await mkdir(second);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function descriptor(
  path: string,
  { features = [] as string[], machines = ['pc-q35-*'], code = 'code.fd', device = 'flash' } = {},
): Promise<void> {
  const file = (name: string): object => ({ filename: join(folder, name), format: 'raw' });
  await writeFile(join(folder, code), '');
  await writeFile(join(folder, 'vars.fd'), '');
  const text = {
    description: code,
    'interface-types': ['uefi'],
    mapping: { device, executable: file(code), 'nvram-template': file('vars.fd') },
    targets: [{ architecture: 'x86_64', machines }],
    features,
    tags: [],
  };
  await writeFile(path, JSON.stringify(text));
}

const names = async (): Promise<string[]> =>
  (await flashFirmwares([first, second, join(folder, 'missing')])).map(({ description }) => description);

describe('the firmwares of a computer', () => {
  it('stand in the order of their files’ names, the later folder’s in the place of the earlier one’s', async () => {
    await descriptor(join(first, '60-b.json'), { code: 'old.fd' });
    await descriptor(join(first, '50-a.json'), { code: 'a.fd' });
    await descriptor(join(second, '60-b.json'), { code: 'new.fd' });
    expect(await names()).toEqual(['a.fd', 'new.fd']);
  });

  it('leave out what an empty file hides, what is broken, and what is not in flash', async () => {
    await descriptor(join(first, '10.json'));
    await writeFile(join(second, '10.json'), '');
    await writeFile(join(first, '20.json'), '{');
    await descriptor(join(first, '30.json'), { device: 'memory' });
    await descriptor(join(first, '40.json'), { code: 'gone.fd' });
    await rm(join(folder, 'gone.fd'));
    expect(await names()).toEqual([]);
  });

  it('are looked for where distributions, the administrator and the person put them', () => {
    expect(firmwareFolders({ HOME: '/home/ada' })).toEqual([
      '/usr/share/qemu/firmware',
      '/etc/qemu/firmware',
      '/home/ada/.config/qemu/firmware',
    ]);
    expect(firmwareFolders({ HOME: '/home/ada', XDG_CONFIG_HOME: '/conf' })[2]).toBe('/conf/qemu/firmware');
  });
});

describe('the firmware for a machine', () => {
  beforeEach(async () => {
    const secure = ['secure-boot', 'requires-smm'];
    await descriptor(join(first, '40.json'), { code: 'enrolled.fd', features: [...secure, 'enrolled-keys'] });
    await descriptor(join(first, '50.json'), { code: 'secure.fd', features: secure });
    await descriptor(join(first, '60.json'), { code: 'plain.fd', machines: ['pc-i440fx-*', 'pc-q35-*'] });
  });
  const chosen = async (machine: string, kind: 'uefi' | 'secure'): Promise<string | undefined> =>
    chooseFirmware(await flashFirmwares([first]), machine, kind)?.description;

  it('is the first that fits its type and does what is wanted, no more', async () => {
    expect(await chosen('pc-q35-7.2', 'secure')).toBe('enrolled.fd');
    expect(await chosen('pc-q35-7.2', 'uefi')).toBe('plain.fd');
    expect(await chosen('pc-i440fx-7.2', 'uefi')).toBe('plain.fd');
    expect(await chosen('pc-i440fx-7.2', 'secure')).toBeUndefined();
    expect(await chosen('microvm', 'uefi')).toBeUndefined();
  });
});
