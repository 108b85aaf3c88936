import type { DomainId } from '../../domains/definition';
import type { QemuConfig } from './config';
import { bootIndexOf } from './devices/boot-order';
import { diskArguments, scsiController } from './devices/disks';
import { clipboardArguments, hasClipboardPort } from './devices/clipboard';
import { displayArguments } from './devices/display';
import { entropyArguments } from './devices/entropy';
import { guestAgentArguments, hasAgentPort } from './devices/guest-agent';
import { balloonArguments, memoryArguments, sharedMemoryArguments } from './devices/memory';
import { needsHelper, networkArguments } from './devices/networks';
import { opticalArguments } from './devices/optical-drives';
import { deviceArgument, escapeOption } from './devices/options';
import { processorArguments, queuesOf } from './devices/processors';
import { serialArguments, socketOption } from './devices/serials';
import { needsSharedMemory, shareArguments } from './devices/shares';
import { slotArguments } from './devices/slots';
import { soundArguments } from './devices/sound';
import { usbArguments } from './devices/usb';
import { virtioSerialArguments } from './devices/virtio-serial';
import { firmwareArguments, firmwareMachineOptions } from './firmware/firmware';
import { tpmArguments } from './firmware/tpm';
import type { MachinePaths } from './paths';

export type Accelerator = 'kvm' | 'tcg';

export interface CommandLineInput {
  readonly program: string;
  readonly id: DomainId;
  readonly name: string;
  readonly config: QemuConfig;
  readonly accelerator: Accelerator;
  readonly paths: MachinePaths;
  /** Through what sound is heard, as `-audiodev help` calls it. */
  readonly audio: string;
}

/** How guests' code is run; the acceleration probe uses the very same. */
export function acceleratorOptions(accelerator: Accelerator, model: string | null = null): readonly string[] {
  if (accelerator === 'kvm') return ['-accel', 'kvm', '-cpu', model ?? 'host'];
  // By default translated code may fill 1 GiB, which would make small machines large.
  return ['-accel', 'tcg,tb-size=128', '-cpu', model ?? 'max'];
}

/** What QEMU may not do in any case, whatever its guest makes of it. */
export const SANDBOX: readonly string[] = [
  '-sandbox',
  'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny',
];
const SANDBOX_WITH_HELPER: readonly string[] = ['-sandbox', 'on,obsolete=deny,resourcecontrol=deny'];

/**
 * The exact command that runs a machine. Files go in as JSON or as arguments of their own, so nothing in a name or a
 * path can be taken for an option.
 */
export function commandLine(input: CommandLineInput): readonly string[] {
  const { program, id, name, config, accelerator, paths, audio } = input;
  const bootIndex = bootIndexOf(config);
  const queues = queuesOf(config.cpus, config.processor);
  const hasScreen = config.display !== 'none';
  const isShared = needsSharedMemory(config.shares);
  const hasAgent = hasAgentPort(config.guestAgent, config.extraArguments);
  const hasClipboard = hasScreen && hasClipboardPort(config.clipboard, config.extraArguments);
  return [
    program,
    ...['-name', `guest=${escapeOption(name)},debug-threads=on`],
    ...['-uuid', id],
    ...['-nodefaults', '-no-user-config'],
    ...(needsHelper(config.networks) ? SANDBOX_WITH_HELPER : SANDBOX),
    ...[
      '-machine',
      `${config.machine}${isShared ? ',memory-backend=memory' : ''}${firmwareMachineOptions(config.firmware)}`,
    ],
    ...firmwareArguments(config.firmware),
    ...tpmArguments(config.tpm, paths.tpmSocket),
    ...acceleratorOptions(accelerator, config.processor.model),
    ...memoryArguments(config.memory),
    ...(isShared ? sharedMemoryArguments(config.memory) : []),
    ...processorArguments(config.cpus, config.processor),
    ...['-pidfile', paths.pidfile],
    ...['-chardev', socketOption('monitor', paths.qmp)],
    ...['-mon', 'chardev=monitor,mode=control'],
    ...['-device', 'pvpanic'],
    ...slotArguments(config.slots),
    ...(config.scsi ? deviceArgument(scsiController(config.slots, queues)) : []),
    ...serialArguments(config.serials, paths.serial, paths.serialLog),
    ...displayArguments(config.display, config.resolution, paths.vnc),
    ...usbArguments(config.usb, hasScreen),
    ...diskArguments(config.disks, bootIndex, queues),
    ...opticalArguments(config.cdroms, bootIndex),
    ...networkArguments(config.networks, paths.passt, bootIndex),
    ...soundArguments(config.sound, audio),
    ...balloonArguments(config.balloon),
    ...shareArguments(config.shares, paths.virtiofs),
    ...entropyArguments(config.rng),
    ...virtioSerialArguments(hasAgent || hasClipboard),
    ...guestAgentArguments(hasAgent, paths.agent),
    ...clipboardArguments(hasClipboard, paths.clipboard),
    ...bootSource(config),
    ...config.extraArguments,
  ];
}

function bootSource({ boot }: QemuConfig): string[] {
  if (boot.kind === 'firmware') return [];
  return [
    ...['-kernel', boot.kernel],
    ...(boot.initrd === null ? [] : ['-initrd', boot.initrd]),
    ...(boot.commandLine === '' ? [] : ['-append', boot.commandLine]),
  ];
}
