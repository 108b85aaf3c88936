import { diskPath } from './belongings';
import type { QemuConfig, QemuRequest } from './config';
import { PaddockError } from '../../domains/failure';
import { chainOf, checkFile, imgMissing, inspectDisk, usableFormat } from './disks';
import { chooseFirmware, type FlashFirmware } from './firmware/descriptors';
import type { Firmware } from './firmware/firmware';
import { newMac } from './hardware';
import { checkCd, checkRawDisk } from './image-file';
import { checkInitrd, checkKernel } from './kernel-file';
import { newCard, newDevices, newDisk } from './new-devices';
import type { MachinePaths } from './paths';
import type { QemuFacts } from './probe';

/** The drive with the CD that a cloud image reads when it first starts. */
export const SEED_DRIVE = 'seed';

/** A machine as a request wants it. Makes nothing. Throws with the field of the request that can't be met. */
export async function planMachine(
  request: QemuRequest,
  facts: QemuFacts,
  paths: MachinePaths,
  firmwares: () => Promise<readonly FlashFirmware[]>,
): Promise<QemuConfig> {
  const { source, newDisk: newBytes } = request;
  if (newBytes !== null && facts.img === null) throw imgMissing('request.newDisk');
  const disks: QemuConfig['disks'] = [];
  const cdroms: QemuConfig['cdroms'] = [];
  let boot: QemuConfig['boot'] = { kind: 'firmware' };
  switch (source.kind) {
    case 'iso':
      await checkFile(source.path, 'request.source.path', 'read');
      await checkCd(source.path, 'request.source.path');
      cdroms.push({ id: 'cd0', path: source.path, bus: 'sata', place: null });
      break;
    case 'kernel': {
      const { kernel, initrd, commandLine } = source;
      await checkFile(kernel, 'request.source.kernel', 'read');
      await checkKernel(kernel, 'request.source.kernel');
      if (initrd !== null) {
        await checkFile(initrd, 'request.source.initrd', 'read');
        await checkInitrd(initrd, 'request.source.initrd');
      }
      boot = { kind: 'kernel', kernel, initrd, commandLine };
      break;
    }
    case 'none':
      break;
    case 'cloud': {
      await checkSource(source.path, newBytes, facts);
      disks.push(newDisk('disk0', diskPath(paths, 'disk0'), 'qcow2', true));
      // Kernels of cloud images have drivers for virtio alone: Debian's sees no SATA drive.
      if (source.cloudInit !== null) cdroms.push({ id: SEED_DRIVE, path: paths.seed, bus: 'scsi', place: 0 });
      break;
    }
    case 'disk': {
      const field = 'request.source.path';
      if (source.copy) {
        await checkSource(source.path, newBytes, facts);
        disks.push(newDisk('disk0', diskPath(paths, 'disk0'), 'qcow2', true));
        break;
      }
      await checkFile(source.path, field, 'read and write');
      const format = await usableFormat(facts.img, source.path, field);
      const backing = await chainOf(facts.img, { path: source.path, format }, field);
      disks.push({ ...newDisk('disk0', source.path, format, false), backing });
      break;
    }
  }
  if (newBytes !== null && !isCopied(request)) {
    const id = `disk${disks.length}`;
    disks.push(newDisk(id, diskPath(paths, id), 'qcow2', true));
  }
  return {
    ...newDevices(request),
    scsi: cdroms.some(({ bus }) => bus === 'scsi'),
    machine: facts.machine,
    accelerator: 'auto',
    boot,
    firmware: await planFirmware(request, facts, paths, firmwares),
    tpm: request.tpm ? { state: paths.tpmState } : null,
    system: request.system,
    disks: disks.map((disk, place) => ({ ...disk, place })),
    cdroms,
    networks: request.network ? [newCard('net0', disks.length)] : [],
  };
}

/** Whether its first disk is a copy of the source. */
export function isCopied({ source }: QemuRequest): boolean {
  return source.kind === 'cloud' || (source.kind === 'disk' && source.copy);
}

/** Throws where a file is no image, can't be copied, or would have to become smaller than it is. */
async function checkSource(path: string, newBytes: number | null, { img }: QemuFacts): Promise<void> {
  const field = 'request.source.path';
  await checkFile(path, field, 'read');
  if (img === null) throw imgMissing(field);
  const { bytes, format } = await inspectDisk(img, path);
  if (format === 'raw') await checkRawDisk(path, field);
  if (newBytes === null || newBytes >= bytes) return;
  throw new PaddockError({
    code: 'argument-invalid',
    message: 'The disk can’t be smaller than the image that is copied into it.',
    cause: `The image has ${bytes} bytes, the disk would have ${newBytes}.`,
    next: 'Choose at least the size of the image.',
    field: 'request.newDisk',
  });
}

/** Throws `program-missing` where this computer has no such firmware. */
export async function planFirmware(
  { firmware: kind }: Pick<QemuRequest, 'firmware'>,
  { machine, img }: QemuFacts,
  paths: MachinePaths,
  firmwares: () => Promise<readonly FlashFirmware[]>,
): Promise<Firmware> {
  if (kind === 'bios') return null;
  const found = chooseFirmware(await firmwares(), machine, kind);
  if (!found) {
    throw new PaddockError({
      code: 'program-missing',
      message:
        kind === 'secure'
          ? 'There is no UEFI firmware with secure boot on this computer.'
          : 'There is no UEFI firmware on this computer.',
      cause: 'No description below /usr/share/qemu/firmware fits.',
      next: 'Install the package ovmf (or edk2-ovmf), then try again; or choose BIOS.',
      field: 'request.firmware',
    });
  }
  if (img === null) throw imgMissing('request.firmware');
  const { code, features } = found;
  return {
    code: { path: code.filename, format: code.format },
    variables: paths.variables,
    secure: features.includes('requires-smm'),
  };
}

/** A copy's config: each disk becomes a file of the copy's own, and each network card gets an address of its own. */
export function planCopy(source: QemuConfig, paths: MachinePaths): QemuConfig {
  return {
    ...source,
    disks: source.disks.map((disk) => ({
      ...disk,
      path: diskPath(paths, disk.id),
      format: 'qcow2',
      owned: true,
      backing: [],
    })),
    detached: [],
    firmware: source.firmware && { ...source.firmware, variables: paths.variables },
    tpm: source.tpm && { state: paths.tpmState },
    cdroms: source.cdroms.map((drive) =>
      drive.id === SEED_DRIVE && drive.path ? { ...drive, path: paths.seed } : drive,
    ),
    // Both may run at once, and a port of this computer can be had once only.
    networks: source.networks.map((network) =>
      network.mode === 'bridge' ? { ...network, mac: newMac() } : { ...network, mac: newMac(), forwards: [] },
    ),
  };
}
