import { describe, expect, it } from 'vitest';
import { OpenvzHardwareSchema } from './config';
import { prlctlChanges } from './prlctl-changes';

const MIB = 1024 * 1024;
const none = OpenvzHardwareSchema.parse({});
const card = { name: 'eth0', mac: null, bridge: 'Bridged', hostName: null, hostMac: null };

describe('A change by prlctl', () => {
  it('says only what differs', () => {
    expect(prlctlChanges(none, none, new Map())).toEqual([]);
    expect(prlctlChanges(none, { ...none, memory: 512 * MIB, cpus: 2 }, new Map())).toEqual([
      ['--memsize', '512', '--cpus', '2'],
    ]);
    expect(prlctlChanges({ ...none, cpus: 2, cpuLimit: 50, onBoot: true }, none, new Map())).toEqual([
      ['--cpus', 'unlimited', '--cpulimit', '0', '--autostart', 'auto'],
    ]);
  });

  it('says all the rest in the manual’s words', () => {
    const to = {
      ...none,
      cpuLimit: 150,
      cpuUnits: 500,
      hostName: 'web',
      addresses: ['10.0.0.5/24'],
      nameServers: ['1.1.1.1', '9.9.9.9'],
      onBoot: false,
    };
    expect(prlctlChanges({ ...none, addresses: ['10.0.0.4/24'] }, to, new Map())).toEqual([
      [
        ...['--cpulimit', '150', '--cpuunits', '500', '--hostname', 'web'],
        ...['--nameserver', '1.1.1.1', '--nameserver', '9.9.9.9', '--autostart', 'off'],
        ...['--ipdel', '10.0.0.4/24', '--ipadd', '10.0.0.5/24'],
      ],
    ]);
  });

  it('has a call of its own for each device, by what it is called', () => {
    const from = { ...none, cards: [card] };
    const to = { ...none, diskSpace: 20_480 * MIB, cards: [{ ...card, bridge: 'Other' }] };
    expect(prlctlChanges(from, to, new Map([['eth0', 'net0']]))).toEqual([
      ['--device-set', 'hdd0', '--size', '20480'],
      ['--device-del', 'net0'],
      ['--device-add', 'net', '--network', 'Other'],
    ]);
    const alone = { ...none, cards: [{ ...card, bridge: null, mac: '00:1C:42:00:00:01' }] };
    expect(prlctlChanges(none, alone, new Map())).toEqual([
      ['--device-add', 'net', '--type', 'routed', '--mac', '00:1C:42:00:00:01'],
    ]);
  });
});
