import type { DiskOperation, DiskView, MachineRow, Permission } from '../../preload/contract';
import { fakeId } from './fake-rows';

const GIB = 1024 ** 3;
const FOLDER = '/home/ada/.local/share/paddock/disks';
const OPERATIONS: readonly DiskOperation[] = [
  'disk-create',
  'disk-resize',
  'disk-convert',
  'disk-compact',
  'disk-check',
  'disk-repair',
  'disk-flatten',
  'disk-rebase',
  'disk-export',
];

/** A whole disk, a linked one and one that is not there. */
export function fakeDisks({ name, state, driver }: MachineRow): DiskView[] {
  if (driver !== 'qemu') return [];
  const whileOff: Permission =
    state === 'shutoff' ? { allowed: true } : { allowed: false, reason: 'The machine is running.' };
  const permissions = Object.fromEntries(
    OPERATIONS.map((operation) => [
      operation,
      operation === 'disk-resize' || operation === 'disk-create' ? { allowed: true } : whileOff,
    ]),
  ) as DiskView['permissions'];
  const whole: DiskView = {
    id: 'disk0',
    path: `${FOLDER}/${name}/disk0.qcow2`,
    format: 'qcow2',
    owned: true,
    backing: [],
    holders: state === 'running' ? [{ pid: 41_232, program: 'qemu-system-x86_64', machine: name }] : [],
    found: { facts: { bytes: 32 * GIB, takenBytes: 4.7 * GIB, snapshots: 2 } },
    uses: [{ id: fakeId(4), name: 'Debian 12.5.0', as: 'backing', inBin: false }],
    permissions,
  };
  return [
    whole,
    {
      ...whole,
      id: 'disk1',
      path: '/srv/images/data.raw',
      format: 'raw',
      owned: false,
      holders: [{ pid: 977, program: 'qemu-nbd', machine: null }],
      found: { facts: { bytes: 100 * GIB, takenBytes: 71.2 * GIB, snapshots: 0 } },
      uses: [],
    },
    {
      ...whole,
      id: 'disk2',
      path: `${FOLDER}/${name}/disk2.qcow2`,
      backing: [`${FOLDER}/base/disk0.qcow2`, '/srv/images/debian-12.qcow2'],
      holders: [],
      uses: [],
    },
    {
      ...whole,
      id: 'disk3',
      path: `${FOLDER}/${name}/disk3.qcow2`,
      backing: ['/media/ada/stick/old.qcow2'],
      holders: [],
      uses: [],
      found: {
        failure: {
          code: 'file-missing',
          message: '/media/ada/stick/old.qcow2 is not there.',
          cause: 'It was moved, renamed or deleted, or its drive is not connected.',
          next: 'Put it back or choose another file.',
        },
      },
    },
  ];
}
