import { randomBytes } from 'node:crypto';
import { PaddockError } from '../../domains/failure';
import { diskPath } from './belongings';
import type { QemuConfig, QemuHardware, QemuRequest } from './config';
import { checkFile, inspectDisk } from './disks';
import { checkDistinct, forwardsOf } from './forwards';
import { lookAt } from './images/look';
import type { MachinePaths } from './paths';
import type { QemuFacts } from './probe';

/** A machine as a request wants it. Makes nothing. Throws with the field of the request that can't be met. */
export async function planMachine(
  request: QemuRequest,
  facts: QemuFacts,
  paths: MachinePaths,
): Promise<QemuConfig> {
  const { source, newDisk } = request;
  if (newDisk !== null && facts.img === null) throw imgMissing('request.newDisk');
  const disks: QemuConfig['disks'] = [];
  const cdroms: QemuConfig['cdroms'] = [];
  let boot: QemuConfig['boot'] = { kind: 'firmware' };
  switch (source.kind) {
    case 'iso':
      await checkFile(source.path, 'request.source.path', 'read');
      cdroms.push({ id: 'cd0', path: source.path });
      break;
    case 'kernel': {
      const { kernel, initrd, commandLine } = source;
      await checkFile(kernel, 'request.source.kernel', 'read');
      if (initrd !== null) await checkFile(initrd, 'request.source.initrd', 'read');
      boot = { kind: 'kernel', kernel, initrd, commandLine };
      break;
    }
    case 'disk': {
      await checkFile(source.path, 'request.source.path', 'read and write');
      const format = await formatOf(source.path, facts);
      const backing = await chainOf(source.path, format, facts);
      disks.push({ id: 'disk0', path: source.path, format, owned: false, backing });
      break;
    }
  }
  if (newDisk !== null) {
    const id = `disk${disks.length}`;
    disks.push({ id, path: diskPath(paths, id), format: 'qcow2', owned: true, backing: [] });
  }
  return {
    machine: facts.machine,
    accelerator: 'auto',
    memory: request.memory,
    cpus: request.cpus,
    boot,
    disks,
    cdroms,
    networks: request.network ? [{ id: 'net0', mode: 'user', mac: newMac(), forwards: [] }] : [],
    display: 'vga',
    serials: [{ id: 'serial0' }],
  };
}

export function hardwareOf(config: QemuConfig): QemuHardware {
  return {
    memory: config.memory,
    cpus: config.cpus,
    display: config.display,
    network: config.networks.length > 0,
    forwards: [...forwardsOf(config)],
    media: config.cdroms.map(({ id, path }) => ({ id, path })),
    commandLine: config.boot.kind === 'kernel' ? config.boot.commandLine : null,
  };
}

/** A machine as its form wants it now. Makes nothing. Throws with the field of the form that can't be met. */
export async function planChange(config: QemuConfig, wanted: QemuHardware): Promise<QemuConfig> {
  const { memory, cpus, display, network, forwards, media, commandLine } = wanted;
  checkDistinct(forwards);
  const cdroms: QemuConfig['cdroms'] = [];
  for (const drive of config.cdroms) {
    const index = media.findIndex(({ id }) => id === drive.id);
    const medium = media[index];
    // One that is in the drive already may lie on a drive that is not connected now: that hinders no other change.
    if (medium && medium.path !== null && medium.path !== drive.path) {
      await checkFile(medium.path, `hardware.media.${index}.path`, 'read');
    }
    cdroms.push(medium ? { ...drive, path: medium.path } : drive);
  }
  const [card = { id: 'net0', mode: 'user' as const, mac: newMac(), forwards: [] }, ...others] =
    config.networks;
  return {
    ...config,
    memory,
    cpus,
    display,
    cdroms,
    networks: network ? [{ ...card, forwards }, ...others] : [],
    boot:
      config.boot.kind === 'kernel' && commandLine !== null ? { ...config.boot, commandLine } : config.boot,
  };
}

/**
 * Which fields of the form are not yet those of the running machine. Media and forwards are changed at once, so never
 * among them, but for forwards of a card that it does not have yet.
 */
export function pendingFields(running: QemuConfig, defined: QemuConfig): readonly string[] {
  const [a, b] = [hardwareOf(running), hardwareOf(defined)];
  return (['memory', 'cpus', 'display', 'network', 'commandLine'] as const).filter(
    (field) => a[field] !== b[field],
  );
}

/** A copy's config: each disk becomes a file of the copy's own, and each network card gets an address of its own. */
export function planCopy(source: QemuConfig, paths: MachinePaths): QemuConfig {
  return {
    ...source,
    disks: source.disks.map(({ id }) => ({
      id,
      path: diskPath(paths, id),
      format: 'qcow2',
      owned: true,
      backing: [],
    })),
    // Both may run at once, and a port of this computer can be had once only.
    networks: source.networks.map((network) => ({ ...network, mac: newMac(), forwards: [] })),
  };
}

/** Found out once and kept: a guest that writes another format's header into its raw disk changes nothing. */
async function formatOf(path: string, facts: QemuFacts): Promise<'qcow2' | 'raw'> {
  if (facts.img === null) throw imgMissing('request.source.path');
  const { format } = await inspectDisk(facts.img, path);
  if (format === 'qcow2' || format === 'raw') return format;
  throw new PaddockError({
    code: 'unsupported',
    message: `A disk of the format ${format} can’t be used as it is.`,
    cause: 'Machines write qcow2 and raw disks.',
    next: 'Convert a copy of it to qcow2, and choose that.',
    remedy: {
      kind: 'copy-command',
      command: `qemu-img convert -O qcow2 ${shellQuoted(path)} ${shellQuoted(`${path}.qcow2`)}`,
    },
    field: 'request.source.path',
    detail: { path },
  });
}

/** What an image stands on: those files must not be deleted or written while it is used. */
async function chainOf(path: string, format: string, { img }: QemuFacts): Promise<string[]> {
  if (img === null) throw imgMissing('request.source.path');
  return (await lookAt(img, { path, format })).backing.map((below) => below.path);
}

/** For a command that a person pastes into a terminal. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export function imgMissing(field: string): PaddockError {
  return new PaddockError({
    code: 'program-missing',
    message: 'Disks can’t be handled: the program qemu-img is not installed.',
    next: 'Install the package that holds it (qemu-utils or qemu-img), then try again.',
    field,
  });
}

/** A network address of QEMU's range (52:54:00), the rest by chance. */
function newMac(): string {
  return ['52', '54', '00', ...[...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0'))].join(
    ':',
  );
}
