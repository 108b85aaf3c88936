import { cpus as hostCpus } from 'node:os';
import type { QemuConfig } from './config';
import type { Disk } from './devices/disks';
import type { Network } from './devices/networks';
import { SLOTS } from './devices/slots';
import { USB_DEFAULTS } from './devices/usb';
import { newMac } from './hardware';

/** So many CPUs can be plugged in while it runs, where this computer has them: each costs its guest some memory at once. */
const PLUGGABLE = 16;

type Devices = Omit<
  QemuConfig,
  'machine' | 'accelerator' | 'boot' | 'firmware' | 'tpm' | 'system' | 'disks' | 'cdroms' | 'networks'
>;

/** What a new machine has besides its drives and cards: room to plug more in, a balloon, a source of chance, lines to its agents. */
export function newDevices({ memory, cpus }: { readonly memory: number; readonly cpus: number }): Devices {
  return {
    slots: SLOTS,
    memory,
    balloon: { target: null },
    cpus,
    processor: {
      model: null,
      maximum: Math.max(cpus, Math.min(hostCpus().length, PLUGGABLE)),
      topology: null,
    },
    bootOrder: [],
    detached: [],
    scsi: false,
    display: 'vga',
    resolution: null,
    sound: 'none',
    usb: USB_DEFAULTS,
    shares: [],
    rng: true,
    guestAgent: true,
    clipboard: true,
    serials: [{ id: 'serial0' }],
    extraArguments: [],
  };
}

export function newDisk(id: string, path: string, format: Disk['format'], owned: boolean): Disk {
  return {
    id,
    path,
    format,
    owned,
    backing: [],
    bus: 'virtio',
    cache: 'writeback',
    discard: true,
    place: null,
  };
}

/** A card on this computer’s connection, in a slot. */
export function newCard(id: string, place: number): Network {
  return { id, mode: 'user', mac: newMac(), model: 'virtio', link: true, place, forwards: [] };
}
