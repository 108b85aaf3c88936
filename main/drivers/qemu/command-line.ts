import type { DomainId } from '../../domains/definition';
import type { Forward, QemuConfig } from './config';
import type { MachinePaths } from './paths';

const MIB = 1024 * 1024;

export type Accelerator = 'kvm' | 'tcg';

export interface CommandLineInput {
  readonly program: string;
  readonly id: DomainId;
  readonly name: string;
  readonly config: QemuConfig;
  readonly accelerator: Accelerator;
  readonly paths: MachinePaths;
}

/** In QEMU's `key=value,...` options a comma is written twice. */
export function escapeOption(value: string): string {
  return value.replaceAll(',', ',,');
}

/** How guests' code is run; the acceleration probe uses the very same. */
export function acceleratorOptions(accelerator: Accelerator): readonly string[] {
  if (accelerator === 'kvm') return ['-accel', 'kvm', '-cpu', 'host'];
  // By default translated code may fill 1 GiB, which would make small machines large.
  return ['-accel', 'tcg,tb-size=128', '-cpu', 'max'];
}

export const SANDBOX: readonly string[] = [
  '-sandbox',
  'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny',
];

/**
 * The exact command that runs a machine. Files go in as JSON or as arguments of their own, so nothing in a name or a
 * path can be taken for an option.
 */
export function commandLine(input: CommandLineInput): readonly string[] {
  const { program, id, name, config, accelerator, paths } = input;
  return [
    program,
    ...['-name', `guest=${escapeOption(name)},debug-threads=on`],
    ...['-uuid', id],
    ...['-nodefaults', '-no-user-config'],
    ...SANDBOX,
    ...['-machine', config.machine],
    ...acceleratorOptions(accelerator),
    ...['-m', memorySize(config.memory)],
    ...['-smp', String(config.cpus)],
    ...['-pidfile', paths.pidfile],
    ...['-chardev', socketOption('monitor', paths.qmp)],
    ...['-mon', 'chardev=monitor,mode=control'],
    ...['-device', 'pvpanic'],
    ...serials(config, paths),
    ...display(config, paths),
    ...hardDisks(config),
    ...opticalDrives(config),
    ...networks(config),
    ...bootSource(config),
  ];
}

function memorySize(bytes: number): string {
  return bytes % MIB === 0 ? `${bytes / MIB}M` : `${bytes}B`;
}

function socketOption(id: string, path: string): string {
  return `socket,id=${id},path=${escapeOption(path)},server=on,wait=off`;
}

function serials(config: QemuConfig, paths: MachinePaths): string[] {
  return config.serials.flatMap(({ id }) => {
    // Appended to, so that a log that has grown large can be cut under it.
    const log = `logfile=${escapeOption(paths.serialLog(id))},logappend=on`;
    const chardev = `${socketOption(`char-${id}`, paths.serial(id))},${log}`;
    return ['-chardev', chardev, '-serial', `chardev:char-${id}`];
  });
}

function display(config: QemuConfig, paths: MachinePaths): string[] {
  if (config.display === 'none') return ['-display', 'none'];
  return [
    ...['-display', 'none', '-device', 'VGA'],
    // A tablet tells where the pointer is; a mouse only how far it moved, which never fits a window.
    ...['-device', 'qemu-xhci,id=usb', '-device', 'usb-tablet,bus=usb.0'],
    // A second viewer must not throw out the first.
    ...['-vnc', `unix:${escapeOption(paths.vnc)},share=force-shared`],
  ];
}

function blockdev(node: Readonly<Record<string, unknown>>): string[] {
  return ['-blockdev', JSON.stringify(node)];
}

/** Disks are booted from before CDs: an empty one is passed over, an installed one makes the CD needless. */
function hardDisks({ disks }: QemuConfig): string[] {
  return disks.flatMap(({ id, path, format }, index) => [
    ...blockdev({
      driver: format,
      'node-name': id,
      discard: 'unmap',
      file: { driver: 'file', filename: path, discard: 'unmap' },
    }),
    ...[
      '-device',
      // A full drive of the host's stops the machine instead of handing its guest an error.
      `virtio-blk-pci,drive=${id},id=device-${id},werror=stop,rerror=stop,bootindex=${index + 1}`,
    ],
  ]);
}

function opticalDrives({ cdroms, disks }: QemuConfig): string[] {
  return cdroms.flatMap(({ id, path }, index) => {
    const device = `ide-cd,id=device-${id},bus=ide.${index},bootindex=${disks.length + index + 1}`;
    if (path === null) return ['-device', device];
    const file = { driver: 'file', filename: path };
    return [
      ...blockdev({ driver: 'raw', 'node-name': id, 'read-only': true, file }),
      ...['-device', `${device},drive=${id}`],
    ];
  });
}

/** Only this computer reaches what is forwarded; the other computers of its network do not. */
export const FORWARD_HOST = '127.0.0.1';

function forwardOption({ protocol, hostPort, guestPort }: Forward): string {
  return `hostfwd=${protocol}:${FORWARD_HOST}:${hostPort}-:${guestPort}`;
}

function networks(config: QemuConfig): string[] {
  return config.networks.flatMap(({ id, mac, forwards }) => [
    ...['-netdev', ['user', `id=${id}`, ...forwards.map(forwardOption)].join(',')],
    // Without its ROM the card does not keep the firmware waiting for a network to boot from.
    ...['-device', `virtio-net-pci,netdev=${id},id=device-${id},mac=${mac},romfile=`],
  ]);
}

function bootSource({ boot }: QemuConfig): string[] {
  if (boot.kind === 'firmware') return [];
  return [
    ...['-kernel', boot.kernel],
    ...(boot.initrd === null ? [] : ['-initrd', boot.initrd]),
    ...(boot.commandLine === '' ? [] : ['-append', boot.commandLine]),
  ];
}
