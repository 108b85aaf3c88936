import { describe, expect, it } from 'vitest';
import { ConfigFile } from './config-file';
import { settingsIn, withSettings } from './limits';

const MIB = 1024 * 1024;

describe('limits in a container’s configuration', () => {
  it.each([
    ['v1', 'lxc.cgroup.memory.limit_in_bytes = 512M\nlxc.cgroup.cpu.cfs_quota_us = 150000\n'],
    ['v2', 'lxc.cgroup2.memory.max = 536870912\nlxc.cgroup2.cpu.max = 150000 100000\n'],
  ] as const)('are read in the words of control groups %s', (hierarchy, text) => {
    const { memory, cpus } = settingsIn(new ConfigFile(text), hierarchy);
    expect({ memory, cpus }).toEqual({ memory: 512 * MIB, cpus: 2 });
  });

  it('of the other layout count for nothing, as they do to LXC', () => {
    const file = new ConfigFile('lxc.cgroup2.memory.max = 536870912\n');
    expect(settingsIn(file, 'v1').memory).toBeNull();
  });

  it('are written where they differ, and taken away', () => {
    const file = new ConfigFile('lxc.cgroup.memory.limit_in_bytes = 512M\n');
    const now = settingsIn(file, 'v1');
    expect(withSettings(file, now, 'v1').text).toBe(file.text);
    expect(withSettings(file, { ...now, memory: 64 * MIB, cpus: 2 }, 'v1').text).toBe(
      `lxc.cgroup.memory.limit_in_bytes = ${64 * MIB}\nlxc.cgroup.cpu.cfs_quota_us = 200000\n`,
    );
    expect(withSettings(file, { ...now, memory: null }, 'v1').text).toBe('');
  });
});

describe('the network in a container’s configuration', () => {
  const network = (text: string): unknown => settingsIn(new ConfigFile(text), 'v1').network;

  it('is a bridge, none, or what Paddock leaves alone', () => {
    expect(network('lxc.net.0.type = veth\nlxc.net.0.link = br0\n')).toEqual({
      kind: 'bridge',
      bridge: 'br0',
    });
    expect(network('lxc.net.0.type = empty\n')).toEqual({ kind: 'none' });
    expect(network('lxc.net.0.type = macvlan\n')).toEqual({ kind: 'other' });
    expect(network('lxc.net.0.type = empty\nlxc.net.1.type = empty\n')).toEqual({ kind: 'other' });
    expect(network('')).toEqual({ kind: 'other' });
  });

  it('gets an address of its own when it is put at a bridge', () => {
    const file = withSettings(
      new ConfigFile('lxc.net.0.type = empty\n'),
      { memory: null, cpus: null, network: { kind: 'bridge', bridge: 'br0' } },
      'v2',
    );
    expect(file.value('lxc.net.0.hwaddr')).toMatch(/^00:16:3e(:[0-9a-f]{2}){3}$/);
    expect(settingsIn(file, 'v2').network).toEqual({ kind: 'bridge', bridge: 'br0' });
  });
});
