import type { MachineDetail, MachineRow, Needing } from '../../preload/contract';
import { fakeSnapshots } from './fake-snapshots';

const GIB = 1024 ** 3;

/** One machine's agent answers, another's is not there. */
function agentOf({ driver, state, name }: MachineRow): MachineDetail['agent'] {
  if (driver !== 'qemu' || state !== 'running') return null;
  if (name !== 'web-1') return { answers: false };
  return { answers: true, version: '7.2.17', system: 'Debian GNU/Linux 12 (bookworm)', hostName: 'web-1' };
}

/** Two linked copies stand on the disks of one machine. */
export function neededBy({ name }: MachineRow): Needing[] {
  if (name !== 'Debian 12.5.0') return [];
  return [
    { name: 'web-1', inBin: false },
    { name: 'try-out', inBin: true },
  ];
}

/** All that the page of a machine shows. */
export const fakeDetail = (row: MachineRow): MachineDetail => ({
  ...row,
  description: row.name === 'web-1' ? 'Serves the shop.\nRebuilt each Monday.' : '',
  autostart: null,
  protected: false,
  pid: row.state === 'running' ? 41_232 : null,
  startedAt: row.state === 'running' ? row.since : null,
  agent: agentOf(row),
  permissions: Object.fromEntries(
    (
      ['start', 'suspend', 'resume', 'shutdown', 'destroy', 'reboot', 'reset', 'undefine', 'clone'] as const
    ).map((operation) => [
      operation,
      row.allows.includes(operation)
        ? { allowed: true }
        : { allowed: false, reason: `The machine is ${row.state === 'shutoff' ? 'off' : row.state}.` },
    ]),
  ),
  stoodOn: null,
  consoles:
    row.driver === 'qemu'
      ? [
          { id: 'vnc', kind: 'display', title: 'Display' },
          { id: 'serial0', kind: 'text', title: 'Serial 0' },
        ]
      : [{ id: 'shell', kind: 'text', title: 'Shell' }],
  actions: [],
  ...fakeSnapshots(row),
  editable:
    row.driver === 'qemu'
      ? {
          driver: 'qemu',
          hardware: {
            memory: row.memoryBytes ?? GIB,
            cpus: row.cpus ?? 1,
            slots: 12,
            fixed: { firmware: 'uefi', tpm: true, detached: [] },
            balloon: { target: null },
            processor: { model: null, maximum: 8, topology: null },
            bootOrder: [],
            disks: [
              {
                id: 'disk0',
                path: '/home/ada/.local/share/paddock/disks/disk0.qcow2',
                newBytes: null,
                bus: 'virtio',
                cache: 'writeback',
                discard: true,
              },
            ],
            cdroms: [{ id: 'cd0', path: '/home/ada/Downloads/debian.iso', bus: 'sata' }],
            networks: [
              {
                id: 'net0',
                mac: '52:54:00:12:34:56',
                model: 'virtio',
                link: true,
                mode: 'user',
                forwards: [{ protocol: 'tcp', hostPort: 2222, guestPort: 22 }],
                bridge: null,
              },
            ],
            display: 'vga',
            resolution: null,
            sound: 'none',
            usb: { controller: 'auto', devices: [] },
            shares: [],
            rng: true,
            guestAgent: true,
            clipboard: true,
            serials: [{ id: 'serial0' }],
            extraArguments: [],
            commandLine: null,
          },
        }
      : { driver: 'test', hardware: { memory: row.memoryBytes ?? GIB, cpus: row.cpus ?? 1 } },
  accelerates: true,
  snapshotsKeepMemory: true,
  startsHow: row.driver === 'qemu' ? ['normal', 'paused', 'disposable'] : ['normal'],
  live: ['disks[]', 'cdroms.cd0.path', 'networks[]', 'networks.net0.link', 'networks.net0.forwards'],
  pending: row.state === 'running' ? ['memory'] : [],
  differences: row.state === 'running' ? [{ path: 'memory', now: '1073741824', next: '2147483648' }] : [],
  definition: JSON.stringify(
    { format: 1, id: row.id, driver: row.driver, name: row.name, tags: row.tags },
    null,
    2,
  ),
});
