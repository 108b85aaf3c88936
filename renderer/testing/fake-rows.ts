import type { DomainId, MachineRow, Operation } from '../../preload/contract';

const GIB = 1024 ** 3;

export function fakeId(number: number): DomainId {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}` as DomainId;
}

const SNAPSHOTS = ['snapshot-create', 'snapshot-revert', 'snapshot-delete'] as const;
/** What a machine allows in each state. */
export const ALLOWED: Readonly<Record<MachineRow['state'], readonly Operation[]>> = {
  running: ['suspend', 'save', 'shutdown', 'destroy', 'reboot', 'reset', 'redefine', ...SNAPSHOTS],
  paused: ['resume', 'destroy', 'reset', 'redefine', ...SNAPSHOTS],
  shutoff: ['start', 'undefine', 'redefine', 'clone', ...SNAPSHOTS],
  saved: ['start', 'undefine'],
  crashed: ['start', 'undefine'],
  unknown: ['destroy'],
};

export function fakeRow(number: number, change: Partial<MachineRow> = {}): MachineRow {
  const state = change.state ?? 'shutoff';
  return {
    id: fakeId(number),
    driver: 'qemu',
    version: 1,
    name: `machine ${number}`,
    state,
    reason: null,
    since: Date.now() - number * 61_000,
    job: null,
    failure: null,
    tags: [],
    keeps: 'disks',
    memoryBytes: 2 * GIB,
    cpus: 2,
    server: null,
    addresses: [],
    accelerator: state === 'running' ? 'tcg' : null,
    disposable: false,
    createdAt: new Date(Date.UTC(2026, 10, 1, 9, number)).toISOString(),
    allows: [...ALLOWED[state]],
    ...change,
  };
}

export function demoWorld(): MachineRow[] {
  return [
    fakeRow(1, {
      name: 'web-1',
      state: 'running',
      addresses: ['10.0.2.15', 'fe80::5054:ff:fe12:3456'],
      tags: ['web', 'prod'],
    }),
    fakeRow(2, {
      name: 'web-2',
      state: 'running',
      addresses: ['10.0.2.16'],
      tags: ['web', 'prod', 'canary'],
      accelerator: 'kvm',
    }),
    fakeRow(3, {
      name: 'database',
      state: 'running',
      addresses: ['10.0.2.20'],
      tags: ['db', 'prod'],
      memoryBytes: 8 * GIB,
      cpus: 4,
      job: {
        id: 'j',
        operation: 'shutdown',
        by: 'window',
        since: Date.now() - 8000,
        step: 'Waiting for the guest to power off',
        progress: { done: 8000, total: 30000, unit: 'ms' },
        cancellable: true,
      },
    }),
    fakeRow(4, { name: 'Debian 12.5.0', tags: ['try'] }),
    fakeRow(5, {
      name: 'Windows 11',
      state: 'paused',
      reason: 'Paused by a person',
      memoryBytes: 8 * GIB,
      cpus: 4,
      addresses: ['192.168.122.40'],
    }),
    fakeRow(6, {
      name: 'build agent',
      state: 'crashed',
      reason: 'The process ended with signal 9',
      failure: {
        code: 'program-failed',
        message: 'QEMU ended while it ran.',
        cause: 'It was killed by the kernel, most likely because memory ran short.',
        next: 'Give the machine less memory or close other programs, then start it again.',
        remedy: { kind: 'retry' },
        detail: {
          command: ['qemu-system-x86_64', '-name', 'guest=build agent', '-m', '8192'],
          exitCode: null,
          signal: 'SIGKILL',
          output: 'qemu-system-x86_64: terminating on signal 9',
        },
      },
    }),
    fakeRow(7, { name: 'old laptop', state: 'saved' }),
    fakeRow(8, { name: 'nightly', state: 'unknown', reason: 'Its monitor does not answer', since: null }),
    fakeRow(9, {
      name: 'importing',
      job: {
        id: 'k',
        operation: 'define',
        by: 'window',
        since: Date.now() - 4000,
        step: 'Copying the disk',
        progress: { done: 1.2 * GIB, total: 4.4 * GIB, unit: 'bytes' },
        cancellable: true,
      },
      allows: [],
    }),
    fakeRow(10, {
      name: 'alpine router',
      driver: 'test',
      state: 'running',
      accelerator: null,
      memoryBytes: 128 * 1024 ** 2,
      cpus: 1,
      addresses: ['172.16.0.1'],
      tags: ['net'],
    }),
    fakeRow(11, { name: 'freebsd jail host', driver: 'test', tags: ['bsd'] }),
    fakeRow(12, {
      name: 'a machine with an exceedingly long name that nobody should give but somebody will',
      driver: 'test',
      state: 'running',
      accelerator: null,
      tags: ['long', 'names', 'happen'],
    }),
  ];
}

/** So many machines, in all states. */
export function manyMachines(count: number): MachineRow[] {
  const states = ['running', 'shutoff', 'shutoff', 'paused', 'saved', 'crashed', 'running'] as const;
  return Array.from({ length: count }, (_, number) =>
    fakeRow(number + 1, {
      name: `vm-${String(number + 1).padStart(5, '0')}`,
      state: states[number % states.length],
      addresses: number % 3 === 0 ? [`10.${number % 250}.${(number >> 8) % 250}.7`] : [],
      tags: number % 5 === 0 ? [`rack ${number % 12}`] : [],
    }),
  );
}
