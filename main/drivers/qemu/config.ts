import { z } from 'zod';
import { WholePathSchema } from '../../domains/path';
import { BootOrderSchema } from './devices/boot-order';
import { ClipboardSchema } from './devices/clipboard';
import { DiskSchema } from './devices/disks';
import { DisplaySchema, ResolutionSchema } from './devices/display';
import { GuestAgentSchema } from './devices/guest-agent';
import { BalloonSchema, MemorySchema } from './devices/memory';
import { IdSchema } from './devices/names';
import {
  CardModelSchema,
  ForwardsSchema,
  InterfaceSchema,
  MacSchema,
  NetworkSchema,
} from './devices/networks';
import { OpticalDriveSchema } from './devices/optical-drives';
import { CpusSchema, ProcessorSchema } from './devices/processors';
import { SerialSchema, SERIALS_MAX } from './devices/serials';
import { ShareSchema } from './devices/shares';
import { SlotsSchema } from './devices/slots';
import { SoundSchema } from './devices/sound';
import { USB_DEFAULTS, UsbSchema } from './devices/usb';

import { CloudInitSchema } from './cloud-init/seed';
import { FirmwareSchema } from './firmware/firmware';
import { TpmSchema } from './firmware/tpm';

const MIB = 1024 * 1024;
const KERNEL_LINE_MAX = 2048;

const ExtraArgumentsSchema = z.array(z.string().min(1).max(4096)).max(200).default([]);

const SystemSchema = z.object({ id: z.string().min(1).max(60), title: z.string().min(1).max(200) });

/**
 * QEMU's part of a definition. Sizes in bytes, paths absolute. What an older Paddock did not know of has a default that
 * stands for what it did: its machines, and what was saved of them, are what they were.
 */
export const QemuConfigSchema = z.object({
  /** The versioned machine type, such as `pc-q35-7.2`: an alias would change with the next QEMU. */
  machine: z.string().regex(/^[a-z0-9.-]+$/),
  /** `auto` takes KVM where the probe saw a guest run under it. */
  accelerator: z.enum(['auto', 'kvm', 'tcg']).default('auto'),
  slots: SlotsSchema,
  memory: MemorySchema,
  balloon: BalloonSchema,
  /** With how many it starts. */
  cpus: CpusSchema,
  processor: ProcessorSchema.default({ model: null, maximum: null, topology: null }),
  boot: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('firmware') }),
    z.object({
      kind: z.literal('kernel'),
      kernel: WholePathSchema,
      initrd: WholePathSchema.nullable(),
      commandLine: z.string().max(KERNEL_LINE_MAX),
    }),
  ]),
  /** How it starts by firmware, and beside a kernel what stands behind it. */
  firmware: FirmwareSchema,
  tpm: TpmSchema,
  /** What was found to be on it, by osinfo's short identity: for its icon and its name. */
  system: SystemSchema.nullable().default(null),
  bootOrder: BootOrderSchema,
  disks: z.array(DiskSchema).default([]),
  /** Disks that Paddock made and that were taken out of the machine: they go with it, or back into it. */
  detached: z.array(DiskSchema.pick({ id: true, path: true, format: true, backing: true })).default([]),
  /** Whether there is a SCSI controller; it stays when its last drive goes. */
  scsi: z.boolean().default(false),
  cdroms: z.array(OpticalDriveSchema).default([]),
  networks: z.array(NetworkSchema).default([]),
  display: DisplaySchema.default('vga'),
  resolution: ResolutionSchema,
  sound: SoundSchema,
  usb: UsbSchema.default(USB_DEFAULTS),
  shares: z.array(ShareSchema).max(16).default([]),
  /** Whether it has a source of chance. */
  rng: z.boolean().default(false),
  guestAgent: GuestAgentSchema,
  clipboard: ClipboardSchema,
  serials: z
    .array(SerialSchema)
    .max(SERIALS_MAX)
    .default([{ id: 'serial0' }]),
  /** Arguments of QEMU’s after all others, as they are. */
  extraArguments: ExtraArgumentsSchema,
});
export type QemuConfig = z.infer<typeof QemuConfigSchema>;

/** A disk as a person wants it: one that is there, or a new one. */
const WantedDiskSchema = DiskSchema.pick({ id: true, bus: true, cache: true, discard: true }).extend({
  /** Null for a new, empty one of `newBytes`. */
  path: WholePathSchema.nullable(),
  newBytes: z
    .number()
    .int()
    .min(MIB)
    .max(64 * 1024 * 1024 * MIB)
    .nullable(),
});
export type WantedDisk = z.infer<typeof WantedDiskSchema>;

/** A network card as a person wants it; what its kind of network does not use is left alone. */
const WantedNetworkSchema = z.object({
  id: IdSchema,
  /** Null for one that is made up. */
  mac: MacSchema.nullable(),
  model: CardModelSchema,
  link: z.boolean(),
  mode: z.enum(['user', 'passt', 'bridge']),
  forwards: ForwardsSchema,
  bridge: InterfaceSchema.nullable(),
});
export type WantedNetwork = z.infer<typeof WantedNetworkSchema>;

/** What a person can change of a QEMU machine. */
export const QemuHardwareSchema = QemuConfigSchema.pick({
  slots: true,
  memory: true,
  balloon: true,
  cpus: true,
  processor: true,
  bootOrder: true,
  display: true,
  resolution: true,
  sound: true,
  usb: true,
  shares: true,
  rng: true,
  guestAgent: true,
  clipboard: true,
  serials: true,
  extraArguments: true,
}).extend({
  disks: z.array(WantedDiskSchema),
  cdroms: z.array(OpticalDriveSchema.pick({ id: true, path: true, bus: true })),
  /** Only shown: what was chosen when the machine was made and stays so, and its disks that were taken out. */
  fixed: z.object({
    firmware: z.enum(['bios', 'uefi', 'secure']),
    tpm: z.boolean(),
    detached: z.array(WholePathSchema),
  }),
  networks: z.array(WantedNetworkSchema),
  /** The kernel's command line; null where it boots by firmware. */
  commandLine: z.string().max(KERNEL_LINE_MAX).nullable(),
});
export type QemuHardware = z.infer<typeof QemuHardwareSchema>;

/** What can be chosen on this computer. */
export const QemuChoicesSchema = z.object({
  /** Processors, as `-cpu help` lists them. */
  models: z.array(z.string()),
  displays: z.array(DisplaySchema),
  bridges: z.array(z.string()),
  usb: z.array(z.object({ vendor: z.number(), product: z.number(), title: z.string(), usable: z.boolean() })),
  /** Whether these programs are installed. */
  passt: z.boolean(),
  virtiofs: z.boolean(),
});
export type QemuChoices = z.infer<typeof QemuChoicesSchema>;

/** What a person fills in to create a QEMU machine. */
export const QemuRequestSchema = z.object({
  memory: MemorySchema,
  cpus: CpusSchema,
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('iso'), path: WholePathSchema }),
    z.object({
      kind: z.literal('kernel'),
      kernel: WholePathSchema,
      initrd: WholePathSchema.nullable(),
      commandLine: z.string().max(KERNEL_LINE_MAX),
    }),
    /** The file itself, or a copy of it: the only way with a format that machines don't write. */
    z.object({ kind: z.literal('disk'), path: WholePathSchema, copy: z.boolean().default(false) }),
    /** A copy of an image that sets itself up when it first starts, with what it is to be told. */
    z.object({ kind: z.literal('cloud'), path: WholePathSchema, cloudInit: CloudInitSchema.nullable() }),
    /** Nothing to start from: it can be given a CD later. */
    z.object({ kind: z.literal('none') }),
  ]),
  /** In bytes: the size of a new, empty disk, or of the copy of an image, which is made so large; null for neither. */
  newDisk: z
    .number()
    .int()
    .min(MIB)
    .max(64 * 1024 * 1024 * MIB)
    .nullable(),
  network: z.boolean(),
  firmware: z.enum(['bios', 'uefi', 'secure']).default('bios'),
  tpm: z.boolean().default(false),
  system: SystemSchema.nullable().default(null),
});
export type QemuRequest = z.infer<typeof QemuRequestSchema>;
