import { describe, expect, it } from 'vitest';
import { GIB, MIB, hostnameOf, nameFromFile, sizesFor } from './defaults';

describe('the sizes that the form begins with', () => {
  it.each([
    [64 * GIB, 32, 4096, 2],
    [16 * GIB, 8, 4096, 2],
    [8 * GIB, 4, 2048, 2],
    [3.8 * GIB, 2, 768, 1],
    [512 * MIB, 1, 256, 1],
  ])('are modest on a computer of %d bytes and %d CPUs', (hostMemoryBytes, hostCpus, memoryMiB, cpus) => {
    expect(sizesFor({ hostMemoryBytes, hostCpus })).toEqual({ memoryMiB, cpus });
  });
});

it('the form begins with what the settings say, where they say something', () => {
  const host = { hostMemoryBytes: 16 * GIB, hostCpus: 8 };
  expect(sizesFor(host, { newMemoryMiB: 6144, newCpus: null })).toEqual({ memoryMiB: 6144, cpus: 2 });
  expect(sizesFor(host, { newMemoryMiB: null, newCpus: 5 })).toEqual({ memoryMiB: 4096, cpus: 5 });
});

describe('the name that is suggested', () => {
  it.each([
    ['iso', '/d/debian-12.5.0-amd64-netinst.iso', 'Debian 12.5.0'],
    ['iso', '/d/ubuntu-24.04.1-live-server-amd64.iso', 'Ubuntu 24.04.1 live server'],
    ['iso', '/d/Fedora-Workstation-Live-x86_64-41-1.4.iso', 'Fedora Workstation Live 41 1.4'],
    ['iso', '/boot/memtest86+x64.iso', 'Memtest86+x64'],
    ['disk', '/d/my old laptop.qcow2', 'My old laptop'],
    ['kernel', '/boot/vmlinuz-6.1.0-18-cloud-amd64', 'Linux 6.1.0'],
    ['kernel', '/boot/vmlinuz', 'Linux'],
    ['disk', '/d/.hidden.img', 'Hidden'],
    ['disk', '/d/-rf.img', 'Rf'],
  ] as const)('for a %s %s is “%s”', (kind, path, name) => expect(nameFromFile({ kind, path })).toBe(name));

  it('is none where the file’s name says nothing', () => {
    expect(nameFromFile({ kind: 'iso', path: '/d/amd64.iso' })).toBeNull();
  });

  it('is short enough to be a name', () => {
    const name = nameFromFile({ kind: 'disk', path: `/d/${'x'.repeat(300)}.img` });
    expect(name?.length).toBeLessThanOrEqual(60);
  });
});

describe('the name of a machine in its network', () => {
  it.each([
    ['Web shop 2', 'web-shop-2'],
    ['Übungsrechner 東京', 'ubungsrechner'],
    ['東京', 'machine'],
    ['-a--b-', 'a-b'],
  ])('of “%s” is %s', (machine, hostname) => expect(hostnameOf(machine)).toBe(hostname));
});
