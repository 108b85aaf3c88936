import { basename, isAbsolute } from 'node:path';
import { z } from 'zod';
import {
  READABLE_FORMATS,
  type ForeignCard,
  type ForeignDisk,
  type ForeignMachine,
  type LostDisk,
} from '../../drivers/foreign-machine';
import { bytesOf, isReadable, notUnderstood, readText } from './source-file';
import { parseXml } from './xml';

/** An element that may have attributes: only its text counts. */
const Text = z.union([
  z.string(),
  z.object({ '#text': z.string().default('') }).transform((one) => one['#text']),
]);
const Amount = z.union([
  z.string().transform((text) => ({ value: text, unit: 'KiB' })),
  z
    .object({ '#text': z.string(), '@unit': z.string().default('KiB') })
    .transform((one) => ({ value: one['#text'], unit: one['@unit'] })),
]);
/** An element without anything in it is read as an empty text. */
const element = <T extends z.ZodRawShape>(shape: T): z.ZodCatch<z.ZodObject<T>> =>
  z.object(shape).catch({} as z.output<z.ZodObject<T>>);

const DiskSchema = z.object({
  '@type': z.string().default('file'),
  '@device': z.string().default('disk'),
  driver: element({ '@type': z.string().optional() }).optional(),
  source: element({ '@file': z.string().optional(), '@dev': z.string().optional() }).optional(),
  target: element({ '@dev': z.string().optional(), '@bus': z.string().optional() }).optional(),
});
const InterfaceSchema = z.object({
  '@type': z.string().default('network'),
  mac: element({ '@address': z.string().optional() }).optional(),
  model: element({ '@type': z.string().optional() }).optional(),
  source: z.record(z.string(), z.unknown()).catch({}).optional(),
});
const DevicesSchema = z
  .object({ disk: z.array(DiskSchema).default([]), interface: z.array(InterfaceSchema).default([]) })
  .catchall(z.unknown());

/** What is read of a domain (https://libvirt.org/formatdomain.html). */
const DomainSchema = z.object({
  domain: z.object({
    '@type': z.string().default('kvm'),
    name: Text,
    title: Text.optional(),
    description: Text.optional(),
    memory: Amount.optional(),
    vcpu: Text.optional(),
    os: z
      .object({
        '@firmware': z.string().optional(),
        type: z
          .union([z.string(), z.object({ '@arch': z.string().optional(), '#text': z.string().optional() })])
          .optional(),
        loader: z.unknown().optional(),
        kernel: Text.optional(),
        initrd: Text.optional(),
        cmdline: Text.optional(),
      })
      .optional(),
    devices: DevicesSchema.catch({ disk: [], interface: [] }),
  }),
});
type Disk = z.infer<typeof DiskSchema>;
type Interface = z.infer<typeof InterfaceSchema>;

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  kb: 1e3,
  k: 1024,
  kib: 1024,
  mb: 1e6,
  m: 1024 ** 2,
  mib: 1024 ** 2,
  gb: 1e9,
  g: 1024 ** 3,
  gib: 1024 ** 3,
};

/** Devices that nothing is lost without, and those that every machine of Paddock's has. */
const UNMENTIONED = [
  'disk',
  'interface',
  'emulator',
  'controller',
  'input',
  'graphics',
  'video',
  'serial',
  'console',
  'memballoon',
  'rng',
  'channel',
  'audio',
  'tpm',
  'sound',
];
const WORDS: Readonly<Record<string, string>> = {
  hostdev: 'A device of the computer that is passed through',
  filesystem: 'A shared folder',
  watchdog: 'Its watchdog',
  redirdev: 'USB redirection',
  smartcard: 'Its smart card reader',
  parallel: 'A parallel port',
  panic: 'Its panic device',
  vsock: 'Its vsock device',
};

/** Reads a libvirt definition, as `virsh dumpxml` prints it. Throws `file-unreadable`. */
export async function readLibvirt(path: string): Promise<ForeignMachine> {
  let parsed: z.infer<typeof DomainSchema>;
  try {
    parsed = DomainSchema.parse(parseXml(await readText(path), ['disk', 'interface']));
  } catch (error) {
    if (error instanceof z.ZodError)
      throw notUnderstood(path, `It is no libvirt machine: ${z.prettifyError(error)}`);
    throw error instanceof SyntaxError || error instanceof Error ? asUnreadable(path, error) : error;
  }
  const { domain } = parsed;
  const left: string[] = [];
  if (!['kvm', 'qemu', 'hvf'].includes(domain['@type'])) {
    throw notUnderstood(path, `It is a machine of the kind “${domain['@type']}”, which QEMU can’t run.`);
  }
  const { os, devices } = domain;
  const type = os?.type;
  const { disks, lost, media } = await drivesOf(devices.disk, left);
  for (const name of Object.keys(devices)) {
    if (!UNMENTIONED.includes(name)) left.push(`${WORDS[name] ?? `Its device “${name}”`} is not taken over.`);
  }
  return {
    kind: 'libvirt',
    name: domain.title?.trim() || domain.name.trim(),
    description: domain.description?.trim() ?? '',
    architecture: (typeof type === 'object' ? type['@arch'] : undefined) ?? null,
    memory: domain.memory ? amountOf(domain.memory) : null,
    cpus: wholeNumber(domain.vcpu),
    firmware: firmwareOf(os),
    tpm: 'tpm' in devices,
    sound: 'sound' in devices,
    kernel:
      os?.kernel === undefined
        ? null
        : {
            kernel: os.kernel.trim(),
            initrd: os.initrd?.trim() ?? null,
            commandLine: os.cmdline?.trim() ?? '',
          },
    disks,
    lost,
    media,
    cards: devices.interface.map((card) => cardOf(card, left)),
    left,
  };
}

function firmwareOf(os: z.infer<typeof DomainSchema>['domain']['os']): ForeignMachine['firmware'] {
  const loader = z.object({ '@secure': z.string() }).safeParse(os?.loader);
  if (loader.success && loader.data['@secure'] === 'yes') return 'secure';
  return os?.['@firmware'] === 'efi' || os?.loader !== undefined ? 'uefi' : 'bios';
}

function asUnreadable(path: string, error: Error): Error {
  return 'failure' in error ? error : notUnderstood(path, `It is not whole: ${error.message}`);
}

async function drivesOf(
  all: readonly Disk[],
  left: string[],
): Promise<Pick<ForeignMachine, 'disks' | 'lost' | 'media'>> {
  const disks: ForeignDisk[] = [];
  const lost: LostDisk[] = [];
  const media: (string | null)[] = [];
  for (const { '@type': type, '@device': device, driver, source, target } of all) {
    const title = target?.['@dev'] ?? 'a disk';
    const file = source?.['@file'];
    if (device === 'cdrom') {
      media.push(file !== undefined && isAbsolute(file) ? file : null);
    } else if (device !== 'disk') {
      left.push(`The drive ${title} is a ${device}, which is not taken over.`);
    } else if (file === undefined || !isAbsolute(file)) {
      left.push(`The disk ${title} is no file of this computer (${type}), and is not taken over.`);
    } else {
      const format = formatOf(driver?.['@type']);
      if (format === null)
        left.push(`The disk ${title} has the format ${driver?.['@type'] ?? ''}, which is not read.`);
      else if (!(await isReadable(file))) lost.push({ disk: file, base: null });
      else {
        disks.push({
          title: basename(file),
          format,
          bus: busOf(target?.['@bus']),
          bytes: await bytesOf(file),
          source: { kind: 'file', path: file },
        });
      }
    }
  }
  return { disks, lost, media };
}

/** libvirt takes a disk for a raw one where no format is told. */
function formatOf(told = 'raw'): ForeignDisk['format'] | null {
  return READABLE_FORMATS.find((format) => format === told) ?? null;
}

function busOf(bus: string | undefined): ForeignDisk['bus'] {
  switch (bus) {
    case 'virtio':
    case 'scsi':
    case 'nvme':
      return bus;
    default:
      return 'sata'; // IDE and USB: the system inside has that driver, and may lack virtio's
  }
}

function cardOf({ '@type': type, mac, model, source }: Interface, left: string[]): ForeignCard {
  if (type !== 'user') {
    const names = Object.values(source ?? {}).filter((value) => typeof value === 'string');
    left.push(`The network “${names[0] ?? type}” becomes user networking.`);
  }
  const kind = model?.['@type'];
  return {
    mac: mac?.['@address']?.toLowerCase() ?? null,
    model: kind === 'virtio' ? 'virtio' : kind === 'rtl8139' ? 'rtl8139' : 'e1000e',
    forwards: [],
  };
}

function amountOf({ value, unit }: { readonly value: string; readonly unit: string }): number | null {
  const bytes = Number(value) * (UNITS[unit.toLowerCase()] ?? NaN);
  return Number.isFinite(bytes) && bytes > 0 ? Math.round(bytes) : null;
}

function wholeNumber(text: string | undefined): number | null {
  const value = Number(text);
  return text !== undefined && Number.isInteger(value) && value > 0 ? value : null;
}
