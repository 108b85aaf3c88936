import { describe, expect, it } from 'vitest';
import { parseContainers, withPrefix } from './prlctl-listing';

const MIB = 1024 * 1024;
const ID = 'b8a9f1de-0c7a-4f21-9d3c-2f1f6c7d9a01';

/** As prlctl 7 prints it, shortened to what is read, with a virtual machine besides. */
const LISTING = `[
	{
		"ID": "${ID}",
		"EnvID": "${ID}",
		"Name": "web",
		"Description": "a \\"quoted\\" word",
		"Type": "CT",
		"State": "running",
		"OS": "centos7",
		"Template": "no",
		"Uptime": "100",
		"Home": "/vz/private/${ID}",
		"Autostart": "on",
		"Hardware": {
			"cpu": {
				"sockets": 1,
				"cpus": 2,
				"cores": 2,
				"cpuunits": 500,
				"cpulimit": "150%"
			},
			"memory": {
				"size": "512Mb",
				"hotplug": true
			},
			"hdd0": {
				"enabled": true,
				"image": "/vz/private/${ID}/root.hdd",
				"size": "10240Mb"
			},
			"venet0": {
				"enabled": true,
				"type": "routed",
				"ips": "10.0.0.5/255.255.255.0 fd00::5/64"
			},
			"net0": {
				"enabled": true,
				"dev": "veth42ac",
				"ifname": "eth0",
				"network": "Bridged",
				"mac": "001C42AC0102"
			}
		},
		"Hostname": "web.example",
		"DNS Servers": "1.1.1.1 9.9.9.9"
	},
	{
		"ID": "1d4e0c0e-8b1f-4a5e-8f1a-000000000000",
		"Name": "vm",
		"Type": "VM",
		"State": "stopped",
		"Hardware": {}
	}
]
`;

describe('What prlctl lists', () => {
  it('tells of each container, and of no virtual machine', () => {
    expect(parseContainers(LISTING, '/etc/vz/conf', 1_000_000)).toEqual([
      {
        config: {
          ctid: ID,
          folder: '/etc/vz/conf',
          name: 'web',
          template: 'centos7',
          layout: 'ploop',
          mark: null,
          memory: 512 * MIB,
          swap: null,
          cpus: 2,
          cpuLimit: 150,
          cpuUnits: 500,
          diskSpace: 10240 * MIB,
          diskInodes: null,
          hostName: 'web.example',
          addresses: ['10.0.0.5/24', 'fd00::5/64'],
          cards: [
            { name: 'eth0', mac: '00:1C:42:AC:01:02', bridge: 'Bridged', hostName: null, hostMac: null },
          ],
          nameServers: ['1.1.1.1', '9.9.9.9'],
          onBoot: true,
        },
        state: 'running',
        startedAt: 900_000,
        addresses: ['10.0.0.5', 'fd00::5'],
        home: `/vz/private/${ID}`,
        devices: new Map([['eth0', 'net0']]),
      },
    ]);
  });

  it('has no limit where it says “unlimited”, and is nothing where nothing is said', () => {
    const [one] = parseContainers(
      JSON.stringify([
        {
          ID: `{${ID.toUpperCase()}}`,
          Name: 'web',
          Type: 'CT',
          State: 'stopped',
          Hardware: { cpu: { cpus: 'unlimited' } },
        },
      ]),
      '/conf',
      0,
    );
    expect(one?.config).toMatchObject({ ctid: ID, cpus: null, memory: null, cards: [], onBoot: null });
    expect(parseContainers('', '/conf', 0)).toEqual([]);
  });

  it('writes networks as masks', () => {
    expect(withPrefix('10.0.0.5/255.255.0.0')).toBe('10.0.0.5/16');
    expect(withPrefix('10.0.0.5/255.0.255.0')).toBe('10.0.0.5/255.0.255.0');
    expect(withPrefix('10.0.0.5')).toBe('10.0.0.5');
  });
});
