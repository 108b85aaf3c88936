import { existsSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { PaddockError } from '../../domains/failure';
import type { QemuConfig, QemuHardware, WantedDisk, WantedNetwork } from './config';
import { SATA_PORTS, SCSI_UNITS, type Disk } from './devices/disks';
import type { Network } from './devices/networks';
import type { OpticalDrive } from './devices/optical-drives';
import { maximumOf } from './devices/processors';
import { freePlace } from './devices/slots';
import { chainOf, checkFile, checkFolder, imgMissing, usableFormat } from './disks';
import { checkDistinct } from './forwards';
import { checkUsbPresent } from './host-devices';
import type { MachinePaths } from './paths';

/** What the form of a machine starts from. */
export function hardwareOf(config: QemuConfig): QemuHardware {
  const { slots, memory, balloon, cpus, processor, bootOrder, display, resolution, sound, usb, shares } =
    config;
  return {
    ...{ slots, memory, balloon, cpus, processor, bootOrder, display, resolution, sound, usb, shares },
    rng: config.rng,
    guestAgent: config.guestAgent,
    clipboard: config.clipboard,
    serials: config.serials,
    extraArguments: config.extraArguments,
    disks: config.disks.map(({ id, path, bus, cache, discard }) => ({
      ...{ id, path, bus, cache, discard },
      newBytes: null,
    })),
    cdroms: config.cdroms.map(({ id, path, bus }) => ({ id, path, bus })),
    networks: config.networks.map((network) => ({
      id: network.id,
      mac: network.mac,
      model: network.model,
      link: network.link,
      mode: network.mode,
      forwards: network.mode === 'bridge' ? [] : network.forwards,
      bridge: network.mode === 'bridge' ? network.bridge : null,
    })),
    commandLine: config.boot.kind === 'kernel' ? config.boot.commandLine : null,
    fixed: {
      firmware: config.firmware === null ? 'bios' : config.firmware.secure ? 'secure' : 'uefi',
      tpm: config.tpm !== null,
      detached: config.detached.map(({ path }) => path),
    },
  };
}

/**
 * A machine as its form wants it now. Makes nothing: a new disk has its path, and no file yet. Throws with the field of the
 * form that can't be met.
 */
export async function planChange(
  config: QemuConfig,
  wanted: QemuHardware,
  img: string | null,
  paths: MachinePaths,
): Promise<QemuConfig> {
  checkProcessors(wanted);
  checkMemory(wanted);
  checkNames(wanted);
  checkDistinct(wanted.networks);
  const cards = wanted.networks.map((card, index) => plannedCard(config, card, index));
  const { disks, detached } = await plannedDisks(config, wanted.disks, img, paths);
  const drives = await plannedDrives(config, wanted.cdroms);
  for (const [index, { path }] of wanted.shares.entries()) {
    const isNew = !config.shares.some((share) => share.path === path);
    if (isNew) await checkFolder(path, `hardware.shares.${index}.path`);
  }
  for (const [index, device] of wanted.usb.devices.entries()) {
    const isNew = !config.usb.devices.some(
      ({ vendor, product }) => vendor === device.vendor && product === device.product,
    );
    if (isNew) await checkUsbPresent(device, `hardware.usb.devices.${index}`);
  }
  const placed = place(wanted, disks, drives, cards);
  return {
    ...config,
    ...changeable(wanted),
    ...placed,
    detached,
    scsi: config.scsi || [...disks, ...drives].some(({ bus }) => bus === 'scsi'),
    boot:
      config.boot.kind === 'kernel' && wanted.commandLine !== null
        ? { ...config.boot, commandLine: wanted.commandLine }
        : config.boot,
  };
}

/** What the form and a config call alike. */
function changeable({ commandLine: _line, fixed: _fixed, ...rest }: QemuHardware): Partial<QemuHardware> {
  return rest;
}

function invalid(field: string, message: string, next: string): PaddockError {
  return new PaddockError({ code: 'argument-invalid', message, next, field: `hardware.${field}` });
}

function checkProcessors({ cpus, processor }: QemuHardware): void {
  const { maximum, topology } = processor;
  const most = topology ? maximumOf(cpus, processor) : maximum;
  if (most === null || cpus <= most) return;
  throw invalid(
    'cpus',
    `The machine can’t start with ${cpus} CPUs and have ${most} at most.`,
    topology ? 'Choose fewer, or more sockets, cores or threads.' : 'Choose fewer, or a higher maximum.',
  );
}

function checkMemory({ memory, balloon }: QemuHardware): void {
  if (!balloon?.target || balloon.target <= memory) return;
  throw invalid('balloon.target', 'The guest can’t keep more memory than the machine has.', 'Choose less.');
}

/** One name a device: they are all one namespace in QEMU. */
function checkNames({ disks, cdroms, networks, serials, shares, usb }: QemuHardware): void {
  const seen = new Set<string>();
  const lists = { disks, cdroms, networks, serials, shares, 'usb.devices': usb.devices };
  for (const [list, devices] of Object.entries(lists)) {
    for (const [index, { id }] of devices.entries()) {
      if (seen.has(id))
        throw invalid(`${list}.${index}`, `Two devices are called ${id}.`, 'Call one otherwise.');
      seen.add(id);
    }
  }
  const macs = networks.map(({ mac }) => mac);
  const same = macs.findIndex((mac, index) => mac !== null && macs.indexOf(mac) !== index);
  if (same >= 0) {
    throw invalid(
      `networks.${same}.mac`,
      'Two network cards have one address.',
      'Give one of them another, or none for a new one.',
    );
  }
  const tags = shares.map(({ tag }) => tag);
  const twice = tags.findIndex((tag, index) => tags.indexOf(tag) !== index);
  if (twice >= 0) {
    throw invalid(
      `shares.${twice}.tag`,
      'Two shared folders have one name.',
      'Give one of them another name.',
    );
  }
}

async function plannedDisks(
  config: QemuConfig,
  wanted: readonly WantedDisk[],
  img: string | null,
  paths: MachinePaths,
): Promise<{ readonly disks: Disk[]; readonly detached: QemuConfig['detached'] }> {
  const disks: Disk[] = [];
  for (const [index, { id, path, newBytes, bus, cache, discard }] of wanted.entries()) {
    const before = config.disks.find((disk) => disk.id === id);
    const how = { id, bus, cache, discard, place: null, backing: [] };
    if (before && (path === null || path === before.path)) {
      disks.push({ ...before, bus, cache, discard, place: before.bus === bus ? before.place : null });
      continue;
    }
    const field = `hardware.disks.${index}.path`;
    if (path === null) {
      if (img === null) throw imgMissing(field);
      if (newBytes === null) throw invalid(`disks.${index}.path`, 'No file is chosen.', 'Choose a disk.');
      const file = freeDiskPath(paths, id, [...config.disks, ...config.detached]);
      disks.push({ ...how, path: file, format: 'qcow2', owned: true });
      continue;
    }
    if (wanted.findIndex((disk) => disk.path === path) !== index) {
      throw invalid(
        `disks.${index}.path`,
        'The machine has this disk already.',
        'Choose another file: two disks on one file would destroy it.',
      );
    }
    await checkFile(path, field, 'read and write');
    const known = [...config.detached, ...config.disks].find((disk) => disk.path === path);
    const owned = known !== undefined && (config.detached.includes(known) || isOwned(config, path));
    const format = known?.format ?? (await usableFormat(img, path, field));
    const backing = known?.backing ?? (await chainOf(img, { path, format }, field));
    disks.push({ ...how, path, format, owned, backing });
  }
  const gone = config.disks.filter(({ owned, path }) => owned && !disks.some((disk) => disk.path === path));
  return {
    disks,
    detached: [
      ...config.detached.filter(({ path }) => !disks.some((disk) => disk.path === path)),
      ...gone.map(({ id, path, format, backing }) => ({ id, path, format, backing })),
    ],
  };
}

function isOwned({ disks }: QemuConfig, path: string): boolean {
  return disks.some((disk) => disk.path === path && disk.owned);
}

/** A config with the disks that Paddock made for another one of the same machine: none is forgotten, whatever changes. */
export function carryOver(from: QemuConfig, to: QemuConfig): QemuConfig {
  const has = [...to.disks, ...to.detached].map(({ path }) => path);
  const made = [...from.disks.filter(({ owned }) => owned), ...from.detached];
  const missing = made
    .filter(({ path }) => !has.includes(path))
    .map(({ id, path, format, backing }) => ({ id, path, format, backing }));
  const detached = to.detached.filter(({ path }) => !to.disks.some((disk) => disk.path === path));
  return { ...to, detached: [...detached, ...missing] };
}

/** A machine with one more disk, for which there is a place as for one of the form. */
export function withNewDisk(config: QemuConfig, disk: Disk): QemuConfig {
  return withPlaces({ ...config, disks: [...config.disks, disk] });
}

/** A machine whose devices all have a place on their bus. Throws where there are too many. */
export function withPlaces(config: QemuConfig): QemuConfig {
  return { ...config, ...place(config, config.disks, config.cdroms, config.networks) };
}

/** A path that no file has: a disk that was taken out keeps its own. */
function freeDiskPath(paths: MachinePaths, id: string, taken: readonly { readonly path: string }[]): string {
  for (let number = 1; ; number++) {
    const path = join(paths.newDisks, number === 1 ? `${id}.qcow2` : `${id}-${number}.qcow2`);
    if (!existsSync(path) && !taken.some((disk) => disk.path === path)) return path;
  }
}

async function plannedDrives(
  config: QemuConfig,
  wanted: QemuHardware['cdroms'],
): Promise<readonly OpticalDrive[]> {
  const drives: OpticalDrive[] = [];
  for (const [index, { id, path, bus }] of wanted.entries()) {
    const before = config.cdroms.find((drive) => drive.id === id);
    // One that is in the drive already may lie on a drive that is not connected now: that hinders no other change.
    if (path !== null && path !== before?.path)
      await checkFile(path, `hardware.cdroms.${index}.path`, 'read');
    drives.push({ id, path, bus, place: before?.bus === bus ? before.place : null });
  }
  return drives;
}

function plannedCard(config: QemuConfig, wanted: WantedNetwork, index: number): Network {
  const { id, mac, model, link, mode, forwards, bridge } = wanted;
  const before = config.networks.find((card) => card.id === id);
  const place = before && (before.model === 'rtl8139') === (model === 'rtl8139') ? before.place : null;
  const card = { id, mac: mac ?? before?.mac ?? newMac(), model, link, place };
  if (mode !== 'bridge') return { ...card, mode, forwards };
  if (bridge !== null) return { ...card, mode, bridge };
  throw invalid(`networks.${index}.bridge`, 'No bridge is chosen.', 'Choose a bridge of this computer.');
}

/**
 * Gives each device that has none a place on its bus. Throws where there is none left. Without slots QEMU places what would
 * stand in one.
 */
function place(
  { slots }: Pick<QemuConfig, 'slots'>,
  disks: readonly Disk[],
  drives: readonly OpticalDrive[],
  cards: readonly Network[],
): Pick<QemuConfig, 'disks' | 'cdroms' | 'networks'> {
  const inSlots = [
    ...disks.filter(({ bus }) => bus === 'virtio' || bus === 'nvme'),
    ...cards.filter(({ model }) => model !== 'rtl8139'),
  ];
  const slotsTaken = inSlots.map((device) => device.place);
  const scsi = [...disks, ...drives].filter(({ bus }) => bus === 'scsi');
  const scsiTaken = scsi.map((device) => device.place);
  const sataDrives = drives.filter(({ bus }) => bus === 'sata');
  const sataTaken = [
    ...sataDrives.map((drive, index) => drive.place ?? index),
    ...disks.filter(({ bus }) => bus === 'sata').map((disk) => disk.place),
  ];
  const take = (taken: (number | null)[], count: number, field: string): number => {
    const free = freePlace(taken, count);
    if (free === null) {
      throw invalid(
        field,
        'There is no place left for another device.',
        'Take one out, or choose another bus.',
      );
    }
    taken.push(free);
    return free;
  };
  const inSlot = <T extends Disk | Network>(device: T, field: string): T =>
    slots === 0
      ? { ...device, place: null }
      : device.place !== null && device.place < slots
        ? device
        : { ...device, place: take(slotsTaken, slots, field) };
  const inUnit = <T extends Disk | OpticalDrive>(device: T, field: string): T =>
    device.place !== null ? device : { ...device, place: take(scsiTaken, SCSI_UNITS, field) };
  return {
    disks: disks.map((disk, index) => {
      const field = `disks.${index}.bus`;
      if (disk.bus === 'scsi') return inUnit(disk, field);
      if (disk.bus !== 'sata') return inSlot(disk, field);
      return disk.place !== null ? disk : { ...disk, place: take(sataTaken, SATA_PORTS, field) };
    }),
    cdroms: drives.map((drive, index) => {
      const field = `cdroms.${index}.bus`;
      if (drive.bus === 'scsi') return inUnit(drive, field);
      const at = sataDrives.indexOf(drive);
      if (at >= SATA_PORTS) {
        throw invalid(field, 'There is no place left for another device.', 'Take one out, or choose SCSI.');
      }
      return drive;
    }),
    networks: cards.map((card, index) =>
      card.model === 'rtl8139' ? { ...card, place: null } : inSlot(card, `networks.${index}.model`),
    ),
  };
}

/** A network address of QEMU's range (52:54:00), the rest by chance. */
export function newMac(): string {
  return ['52', '54', '00', ...[...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0'))].join(
    ':',
  );
}
