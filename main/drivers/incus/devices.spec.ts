import { describe, expect, it } from 'vitest';
import { readDevice, writeDevice, writeDevices, type Device, type RawDevice } from './devices';

const RAW: Readonly<Record<Device['kind'], RawDevice>> = {
  root: { type: 'disk', path: '/', pool: 'default', size: '10GiB', 'size.state': '1GiB' },
  share: { type: 'disk', source: '/srv/www', path: '/var/www', readonly: 'true', shift: 'true' },
  volume: { type: 'disk', pool: 'default', source: 'data', path: '/data' },
  media: { type: 'disk', source: '/srv/setup.iso', 'boot.priority': '10' },
  card: { type: 'nic', network: 'incusbr0', hwaddr: '10:66:6a:01:02:03', name: 'eth0' },
  forward: { type: 'proxy', listen: 'tcp:0.0.0.0:8080', connect: 'tcp:[::1]:80', bind: 'host' },
  none: { type: 'none' },
  other: { type: 'gpu', gputype: 'physical', pci: '0000:01:00.0' },
};

describe('a device', () => {
  it.each(Object.entries(RAW))('is read as a %s, and written as it was', (kind, raw) => {
    const device = readDevice('it', raw);
    expect(device.kind).toBe(kind);
    expect(writeDevice(device)).toEqual(raw);
  });

  it('has its fields by the names of the form', () => {
    expect(readDevice('web', RAW.forward)).toEqual({
      kind: 'forward',
      name: 'web',
      protocol: 'tcp',
      hostAddress: '0.0.0.0',
      hostPort: 8080,
      guestAddress: '::1',
      guestPort: 80,
      settings: [{ key: 'bind', value: 'host' }],
    });
    expect(readDevice('root', RAW.root)).toMatchObject({ bytes: 10 * 1024 ** 3 });
    expect(readDevice('eth0', { type: 'nic', nictype: 'bridged', parent: 'br0' })).toMatchObject({
      to: { by: 'interface', nictype: 'bridged', parent: 'br0' },
      mac: null,
    });
  });

  it.each<[string, RawDevice]>([
    ['ports in a range', { type: 'proxy', listen: 'tcp:0.0.0.0:80-90', connect: 'tcp:127.0.0.1:80-90' }],
    ['a socket', { type: 'proxy', listen: 'unix:/run/x', connect: 'tcp:127.0.0.1:80' }],
    [
      'a port inside',
      { type: 'proxy', listen: 'tcp:0.0.0.0:80', connect: 'tcp:127.0.0.1:80', bind: 'instance' },
    ],
    ['a size in shares', { type: 'disk', path: '/', pool: 'p', size: '10%' }],
    ['a source of Incus’ own', { type: 'disk', source: 'cloud-init:config' }],
    ['a card on nothing', { type: 'nic', nictype: 'p2p' }],
  ])('of a form that has no fields is shown to the letter: %s', (_what, raw) => {
    const device = readDevice('it', raw);
    expect(device.kind).toBe('other');
    expect(writeDevice(device)).toEqual(raw);
  });
});

describe('the devices of a form', () => {
  it('stay to the letter where they were not changed, and have Incus’ order', () => {
    const before = {
      z: { type: 'disk', path: '/', pool: 'p', size: '1000MB', readonly: 'false' },
      a: RAW.card,
    };
    const devices = Object.entries(before).map(([name, raw]) => readDevice(name, raw));
    const written = writeDevices(before, devices);
    expect(written).toEqual(before);
    expect(Object.keys(written)).toEqual(['a', 'z']);
  });

  it('have a new size in the largest unit that has it whole', () => {
    const before = { root: { type: 'disk', path: '/', pool: 'p', size: '1000MB' } };
    const [root] = Object.entries(before).map(([name, raw]) => readDevice(name, raw));
    if (root?.kind !== 'root') throw new Error('no root');
    expect(writeDevices(before, [{ ...root, bytes: 20 * 1024 ** 3 }])['root']).toMatchObject({
      size: '20GiB',
    });
    expect(writeDevices(before, [{ ...root, bytes: 1025 }])['root']).toMatchObject({ size: '1025B' });
    expect(writeDevices(before, [{ ...root, bytes: null }])['root']).not.toHaveProperty('size');
  });
});
