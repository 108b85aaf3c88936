import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, DefineRequestSchema, type InspectedFile } from '../../preload/contract';
import type { Client } from './client';
import { WrongUsage } from './failed';
import { requestOf } from './new-machine';

const GIB = 1024 ** 3;
const folder = mkdtempSync(join(tmpdir(), 'pdk-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A Paddock that takes each file for this. */
function looksAt(file: Partial<InspectedFile> = {}): Pick<Client, 'call'> {
  const answers: Record<string, (args: never) => unknown> = {
    'settings.get': () => ({ ...DEFAULT_SETTINGS, newMemoryMiB: 3072, newCpus: 3 }),
    'file.inspect': ({ path }: { path: string }) => ({ bytes: 1, label: null, system: null, ...file, path }),
    'machines.freeName': ({ name }: { name: string }) => `${name} (2)`,
    'host.sshKeys': () => [{ name: 'id.pub', key: 'ssh-ed25519 AAAA ada' }],
  };
  return { call: (name, args) => Promise.resolve(answers[name]?.(args as never) as never) };
}
const of = (
  options: Record<string, string | boolean>,
  file?: Partial<InspectedFile>,
): ReturnType<typeof requestOf> => requestOf(options, looksAt(file));

describe('what a new machine is asked to be', () => {
  it('is what the window’s form asks: sizes of the person’s, a disk beside an ISO, a name from it', async () => {
    const request = await of({ image: '/x/debian-12.5.0-amd64-netinst.iso', start: true }, { kind: 'iso' });
    expect(request).toMatchObject({
      driver: 'qemu',
      name: 'Debian 12.5.0 (2)',
      start: true,
      request: { memory: 3 * GIB, cpus: 3, newDisk: 32 * GIB, network: true, source: { kind: 'iso' } },
    });
  });

  it.each<[string, Record<string, string | boolean>, Partial<InspectedFile> | undefined, object]>([
    [
      'nothing to start from',
      { name: 'a', disk: '5G' },
      undefined,
      { newDisk: 5 * GIB, source: { kind: 'none' } },
    ],
    [
      'a disk as it lies',
      { name: 'a', image: '/x/d.qcow2' },
      { kind: 'disk' },
      { newDisk: null, source: { kind: 'disk', path: '/x/d.qcow2', copy: false } },
    ],
    [
      'a cloud image with one’s own key',
      { name: 'My Web', image: '/x/d.qcow2', cloud: true, disk: '20G' },
      { kind: 'disk' },
      {
        newDisk: 20 * GIB,
        source: {
          kind: 'cloud',
          cloudInit: { user: 'user', hostname: 'my-web', sshKeys: ['ssh-ed25519 AAAA ada'] },
        },
      },
    ],
    [
      'a kernel with its initrd',
      {
        name: 'a',
        image: '/x/vmlinuz',
        initrd: '/x/initrd',
        append: 'quiet',
        firmware: 'uefi',
        'no-network': true,
      },
      { kind: 'kernel' },
      {
        network: false,
        firmware: 'bios',
        source: { kind: 'kernel', kernel: '/x/vmlinuz', initrd: '/x/initrd', commandLine: 'quiet' },
      },
    ],
    [
      'what a recognised system wants',
      { name: 'a', image: '/x/w.iso', memory: '256M' },
      {
        kind: 'iso',
        system: {
          id: 'w',
          title: 'W',
          memory: null,
          cpus: null,
          disk: 64 * GIB,
          firmware: 'secure',
          tpm: true,
        },
      },
      { memory: GIB / 4, firmware: 'secure', tpm: true, newDisk: 64 * GIB, system: { id: 'w', title: 'W' } },
    ],
    ['LXC’s busybox', { driver: 'lxc', name: 'a' }, undefined, { memory: null, source: { kind: 'busybox' } }],
    [
      'a Debian by LXC',
      { driver: 'lxc', name: 'a', suite: 'trixie', cpus: '2' },
      undefined,
      { cpus: 2, source: { kind: 'debian', suite: 'trixie' } },
    ],
    [
      'an Incus image',
      { driver: 'incus', name: 'a', image: 'debian/12', vm: true, server: 'https://images.example' },
      undefined,
      {
        type: 'virtual-machine',
        source: { kind: 'download', server: 'https://images.example', image: 'debian/12' },
      },
    ],
    [
      'an OpenVZ template',
      { driver: 'openvz', name: 'a', template: 'debian-12', address: '10.0.0.2' },
      undefined,
      { template: 'debian-12', addresses: ['10.0.0.2'] },
    ],
    [
      'a simulated machine',
      { driver: 'test', name: 'a' },
      undefined,
      { system: 'Debian 12', memory: 3 * GIB },
    ],
  ])('%s fits the contract', async (_what, options, file, expected) => {
    const request = DefineRequestSchema.parse(await of(options, file));
    expect(request.request).toMatchObject(expected);
  });

  it('is all in a JSON file, but for its name and whether it is started', async () => {
    const file = join(folder, 'request.json');
    const asked = { driver: 'lxc', name: 'a', request: { source: { kind: 'busybox' } } };
    writeFileSync(file, JSON.stringify(asked));
    expect(await of({ request: file })).toEqual({ ...asked, start: false });
    expect(await of({ request: file, name: 'b', start: true })).toEqual({ ...asked, name: 'b', start: true });
    await expect(of({ request: file, memory: '1G' })).rejects.toThrow(/--memory/);
    writeFileSync(file, '{');
    await expect(of({ request: file })).rejects.toThrow(/no JSON/);
  });

  it.each<[string, Record<string, string | boolean>, Partial<InspectedFile>?]>([
    ['has no name', { memory: '1G' }],
    ['is of a driver that there is not', { driver: 'xen', name: 'a' }],
    ['has an option of another driver’s', { driver: 'lxc', name: 'a', tpm: true }],
    ['is made of a file that is no image', { name: 'a', image: '/x/a.txt' }, { kind: 'other' }],
    ['has firmware that there is not', { name: 'a', firmware: 'coreboot' }],
    ['is two things at once', { driver: 'lxc', name: 'a', suite: 'trixie', template: 'download' }],
  ])('is refused where it %s', async (_what, options, file) => {
    await expect(of(options, file)).rejects.toBeInstanceOf(WrongUsage);
  });
});
