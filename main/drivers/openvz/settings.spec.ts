import { describe, expect, it } from 'vitest';
import { OpenvzHardwareSchema } from './config';
import { ConfigFile } from './config-file';
import { cardsIn, changes, settingsIn } from './settings';

const MIB = 1024 * 1024;
const card = { name: 'eth0', mac: null, bridge: 'br0', hostName: null, hostMac: null };
const none = OpenvzHardwareSchema.parse({});

const WRITTEN = new ConfigFile(`PHYSPAGES="0:65536"
SWAPPAGES="0:512M"
DISKSPACE="2G:3G"
DISKINODES="131072:144179"
CPUUNITS="500"
CPULIMIT="150"
CPUS="2"
ONBOOT="yes"
VE_LAYOUT="ploop:expanded"
OSTEMPLATE="debian-12"
NAME="web"
HOSTNAME="web.example"
IP_ADDRESS="10.0.0.5 10.0.0.6/24"
NAMESERVER="1.1.1.1 9.9.9.9"
NETIF="ifname=eth0,bridge=br0,mac=00:18:51:F1:BC:5D,host_ifname=veth101.0,host_mac=00:18:51:46:89:2D;ifname=eth1"
`);

describe('The settings of a container', () => {
  it('are those of its configuration, in bytes', () => {
    expect(settingsIn(WRITTEN, 'openvz')).toEqual({
      memory: 256 * MIB,
      swap: 512 * MIB,
      cpus: 2,
      cpuLimit: 150,
      cpuUnits: 500,
      diskSpace: 3 * 1024 * MIB,
      diskInodes: 144179,
      hostName: 'web.example',
      addresses: ['10.0.0.5', '10.0.0.6/24'],
      cards: [
        {
          name: 'eth0',
          mac: '00:18:51:F1:BC:5D',
          bridge: 'br0',
          hostName: 'veth101.0',
          hostMac: '00:18:51:46:89:2D',
        },
        { name: 'eth1', mac: null, bridge: null, hostName: null, hostMac: null },
      ],
      nameServers: ['1.1.1.1', '9.9.9.9'],
      onBoot: true,
      name: 'web',
      template: 'debian-12',
      layout: 'ploop',
    });
  });

  it('are, on a plain kernel, what holds there: of memory the first number, and no limit where that is 0', () => {
    expect(settingsIn(WRITTEN, 'plain')).toMatchObject({ memory: null, swap: 0 });
    const both = new ConfigFile('PHYSPAGES="65536"\nSWAPPAGES="131072:131072"\n');
    expect(settingsIn(both, 'plain')).toMatchObject({ memory: 256 * MIB, swap: 512 * MIB });
  });

  it('are none where nothing is said', () => {
    expect(settingsIn(new ConfigFile('CPULIMIT="0"\nCPUS=""\n'), 'openvz')).toEqual({
      ...none,
      name: null,
      template: null,
      layout: 'simfs',
    });
  });

  it('leave out a card that can’t be read', () => {
    expect(cardsIn('ifname=eth0,bridge=br0;nonsense;ifname=a b')).toEqual([card]);
  });
});

describe('A change of settings', () => {
  it('says only what differs', () => {
    expect(changes(none, none, 'openvz')).toEqual([]);
    expect(changes(none, { ...none, cpus: 2 }, 'openvz')).toEqual([['--cpus', '2']]);
  });

  it('limits memory as the kernel reads it', () => {
    const to = { ...none, memory: 128 * MIB, swap: 0 };
    expect(changes(none, to, 'openvz')).toEqual([['--physpages', '0:32768', '--swappages', '0:0']]);
    expect(changes(none, to, 'plain')).toEqual([['--physpages', '32768:32768', '--swappages', '0:0']]);
  });

  it('says all the rest in the manual’s words', () => {
    const to = {
      ...none,
      cpuLimit: 150,
      cpuUnits: 500,
      diskSpace: 2048 * MIB,
      diskInodes: 1000,
      hostName: 'web',
      addresses: ['10.0.0.5'],
      nameServers: ['1.1.1.1', '9.9.9.9'],
      onBoot: false,
      cards: [card],
    };
    expect(changes({ ...none, addresses: ['10.0.0.4'] }, to, 'openvz')).toEqual([
      [
        ...['--cpulimit', '150', '--cpuunits', '500', '--diskspace', '2097152:2097152'],
        ...['--diskinodes', '1000:1000', '--hostname', 'web', '--onboot', 'no'],
        ...['--nameserver', '1.1.1.1', '--nameserver', '9.9.9.9'],
        ...['--ipdel', '10.0.0.4', '--ipadd', '10.0.0.5', '--netif_add', 'eth0,,,,br0'],
      ],
    ]);
  });

  it('takes a card out by one call and puts it in by the next: in one, vzctl forgets it', () => {
    const from = { ...none, cards: [card] };
    expect(changes(from, { ...none, cpus: 1, cards: [{ ...card, bridge: 'br1' }] }, 'plain')).toEqual([
      ['--cpus', '1', '--netif_del', 'eth0'],
      ['--netif_add', 'eth0,,,,br1'],
    ]);
    expect(changes(from, none, 'plain')).toEqual([['--netif_del', 'eth0']]);
  });
});
