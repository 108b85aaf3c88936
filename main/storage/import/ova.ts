import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { extract, type Extract, type Header } from 'tar-stream';
import { z } from 'zod';
import { fileFailure, PaddockError } from '../../domains/failure';
import type { ForeignCard, ForeignDisk, ForeignMachine, Piece } from '../../drivers/foreign-machine';
import { isReadable, notUnderstood, readText } from './source-file';
import { parseXml } from './xml';

const Text = z.union([
  z.string(),
  z.object({ '#text': z.string().default('') }).transform((one) => one['#text']),
]);
const ItemSchema = z.object({
  ResourceType: Text,
  VirtualQuantity: Text.optional(),
  AllocationUnits: Text.optional(),
  ElementName: Text.optional(),
  HostResource: z.union([Text, z.array(Text)]).optional(),
  ResourceSubType: Text.optional(),
});
type Item = z.infer<typeof ItemSchema>;

/** What is read of an OVF envelope (DMTF DSP0243). */
const EnvelopeSchema = z.object({
  Envelope: z.object({
    References: z
      .object({
        File: z
          .array(
            z.object({
              '@id': z.string(),
              '@href': z.string(),
              '@size': z.string().optional(),
              '@compression': z.string().optional(),
            }),
          )
          .default([]),
      })
      .catch({ File: [] }),
    DiskSection: z
      .object({
        Disk: z.array(z.object({ '@diskId': z.string(), '@fileRef': z.string().optional() })).default([]),
      })
      .catch({ Disk: [] })
      .default({ Disk: [] }),
    VirtualSystem: z.object({
      '@id': z.string().optional(),
      Name: Text.optional(),
      AnnotationSection: z.object({ Annotation: Text }).optional().catch(undefined),
      VirtualHardwareSection: z.object({
        Item: z.array(ItemSchema).default([]),
        StorageItem: z.array(ItemSchema).default([]),
        EthernetPortItem: z.array(ItemSchema).default([]),
        Config: z
          .array(z.object({ '@key': z.string().optional(), '@value': z.string().optional() }))
          .default([]),
      }),
      Machine: z.unknown().optional(),
    }),
  }),
});
type Envelope = z.infer<typeof EnvelopeSchema>['Envelope'];

/** A file in a tar comes right after its header. */
const TAR_HEADER_BYTES = 512;
const OVF_MAX_BYTES = 4 * 1024 * 1024;
const MANY = ['File', 'Disk', 'Item', 'StorageItem', 'EthernetPortItem', 'Config'];

/** The kinds of hardware in an OVF, by CIM's numbers (CIM_ResourceAllocationSettingData). */
const CPU = '3';
const MEMORY = '4';
const ETHERNET = '10';
const OPTICAL = ['15', '16'];
const DISK = '17';
const SOUND = '35';
const UNMENTIONED = [SOUND, CPU, MEMORY, ETHERNET, ...OPTICAL, DISK, '5', '6', '13', '20', '23', '24'];

/** Reads an OVA, a tar with an OVF and its disks, or an OVF with its disks beside it. Throws `file-unreadable`. */
export async function readOva(path: string): Promise<ForeignMachine> {
  const isTar = !path.toLowerCase().endsWith('.ovf');
  const text = isTar ? await descriptionIn(path) : await readText(path);
  let envelope: Envelope;
  try {
    envelope = EnvelopeSchema.parse(parseXml(text, MANY)).Envelope;
  } catch (error) {
    const cause = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw notUnderstood(path, `Its description is no OVF of one machine: ${cause}`);
  }
  const { VirtualSystem: system } = envelope;
  const hardware = system.VirtualHardwareSection;
  const items = [...hardware.Item, ...hardware.StorageItem, ...hardware.EthernetPortItem];
  const left: string[] = [];
  for (const { ResourceType, ElementName } of items) {
    if (!UNMENTIONED.includes(ResourceType))
      left.push(`“${ElementName ?? `device ${ResourceType}`}” is not taken over.`);
  }
  const named = disksOf(path, isTar, envelope, items, left);
  const members = isTar ? await membersOf(path, [...new Set(named.map(({ title }) => title))]) : null;
  const lost: string[] = [];
  for (const { title, source } of named) {
    const isThere = members ? members.has(title) : await isReadable(source.path);
    if (!isThere) lost.push(title);
  }
  const cards = items.filter(({ ResourceType }) => ResourceType === ETHERNET);
  if (cards.length > 0) left.push('Its networks become user networking, with new addresses.');
  return {
    kind: 'ova',
    name: system.Name?.trim() || system['@id']?.trim() || basename(path).replace(/\.[^.]*$/, ''),
    description: system.AnnotationSection?.Annotation.trim() ?? '',
    architecture: null,
    memory: memoryOf(items),
    cpus: countOf(items.find(({ ResourceType }) => ResourceType === CPU)),
    firmware: isUefi(envelope) ? 'uefi' : 'bios',
    tpm: false,
    sound: items.some(({ ResourceType }) => ResourceType === SOUND),
    kernel: null,
    disks: named.filter(({ title }) => !lost.includes(title)),
    lost: lost.map((disk) => ({ disk, base: null })),
    media: items.filter(({ ResourceType }) => OPTICAL.includes(ResourceType)).map(() => null),
    cards: cards.map((): ForeignCard => ({ mac: null, model: 'e1000e', forwards: [] })),
    left,
  };
}

function disksOf(
  path: string,
  isTar: boolean,
  { References, DiskSection }: Envelope,
  items: readonly Item[],
  left: string[],
): ForeignDisk[] {
  const disks: ForeignDisk[] = [];
  for (const { ResourceType, HostResource, ElementName } of items) {
    if (ResourceType !== DISK) continue;
    const resource = Array.isArray(HostResource) ? HostResource[0] : HostResource;
    const id = resource?.slice(resource.lastIndexOf('/') + 1);
    const entry = DiskSection.Disk.find((disk) => disk['@diskId'] === id);
    const file = References.File.find((one) => one['@id'] === entry?.['@fileRef']);
    if (!file) {
      left.push(`The disk “${ElementName ?? id ?? ''}” has no file, and is not taken over.`);
      continue;
    }
    const name = file['@href'];
    if (file['@compression'] === 'gzip')
      throw notUnderstood(path, `The disk ${name} is packed once more, with gzip.`);
    disks.push({
      title: name,
      format: formatOf(name),
      bus: 'sata', // whatever is inside has that driver; virtio's it may lack
      bytes: Number(file['@size'] ?? 0) || 0,
      source: isTar
        ? { kind: 'within', path, locate: () => locate(path, name) }
        : { kind: 'file', path: join(dirname(path), basename(name)) },
    });
  }
  return disks;
}

/** An OVF names formats by addresses of documents; what a file is called is told more reliably. */
function formatOf(name: string): ForeignDisk['format'] {
  switch (extname(name).toLowerCase()) {
    case '.img':
    case '.raw':
      return 'raw';
    case '.vhd':
      return 'vpc';
    case '.vhdx':
      return 'vhdx';
    case '.qcow2':
      return 'qcow2';
    default:
      return 'vmdk';
  }
}

function memoryOf(items: readonly Item[]): number | null {
  const item = items.find(({ ResourceType }) => ResourceType === MEMORY);
  const count = countOf(item);
  return count === null ? null : count * unitOf(item?.AllocationUnits ?? 'byte * 2^20');
}

/** `byte * 2^20` (DSP0004), or a word of before that. */
function unitOf(told: string): number {
  const power = /2\s*\^\s*(\d+)/.exec(told)?.[1];
  if (power !== undefined) return 2 ** Number(power);
  if (/giga|gb/i.test(told)) return 1024 ** 3;
  if (/kilo|kb/i.test(told)) return 1024;
  return 1024 ** 2;
}

function countOf(item: Item | undefined): number | null {
  const value = Number(item?.VirtualQuantity);
  return Number.isInteger(value) && value > 0 ? value : null;
}

/** VMware has it among its settings, VirtualBox in a description of its own. */
function isUefi({ VirtualSystem: { VirtualHardwareSection, Machine } }: Envelope): boolean {
  const told = VirtualHardwareSection.Config.find((one) => one['@key'] === 'firmware')?.['@value'];
  const box = z
    .object({ Hardware: z.object({ Firmware: z.object({ '@type': z.string() }) }) })
    .safeParse(Machine);
  return told === 'efi' || (box.success && box.data.Hardware.Firmware['@type'].startsWith('EFI'));
}

/** The first OVF in a tar: it comes before its disks. */
async function descriptionIn(path: string): Promise<string> {
  const text = await firstIn(
    path,
    ({ name }) => name.toLowerCase().endsWith('.ovf'),
    async (entry) => {
      if (entry.header.size > OVF_MAX_BYTES) throw notUnderstood(path, 'Its description is far too large.');
      const pieces: Uint8Array[] = [];
      for await (const piece of entry) pieces.push(piece as Uint8Array);
      return Buffer.concat(pieces).toString('utf8');
    },
  );
  if (text === null) throw notUnderstood(path, 'There is no description (.ovf) in it.');
  return text;
}

/** Where a disk lies in a tar: it is read from there, and need not be taken out. Throws `file-missing`, `file-unreadable`. */
async function locate(path: string, name: string): Promise<Piece> {
  const piece = (await membersOf(path, [name])).get(name);
  if (!piece) {
    throw new PaddockError({
      code: 'file-missing',
      message: `The disk ${name} is not in ${basename(path)}.`,
      cause: 'Its description names it, but the file does not hold it.',
      next: 'Export the machine anew where it came from.',
      detail: { path },
    });
  }
  const { size } = await stat(path);
  const missing = piece.offset + piece.bytes - size;
  if (missing > 0)
    throw notUnderstood(path, `It is cut short: ${missing} bytes of the disk ${name} are missing.`);
  return piece;
}

/** Those of these members that a tar has. What each holds is leapt over: disks are large. Throws `file-unreadable`. */
async function membersOf(path: string, names: readonly string[]): Promise<ReadonlyMap<string, Piece>> {
  const found = new Map<string, Piece>();
  const { size } = await stat(path);
  let start = 0;
  while (start < size && found.size < names.length) {
    const from = start;
    const member = await firstIn(
      path,
      () => true,
      ({ header, offset }) => Promise.resolve({ header, offset: from + offset + TAR_HEADER_BYTES }),
      from,
    );
    if (!member) break;
    const { header, offset } = member;
    const name = header.name.replace(/^\.\//, '');
    if (names.includes(name)) found.set(name, { offset, bytes: header.size });
    start = offset + Math.ceil(header.size / TAR_HEADER_BYTES) * TAR_HEADER_BYTES;
  }
  return found;
}

type Entry = Extract extends AsyncIterable<infer E> ? E : never;

/** What `take` makes of the first entry from `start` on that is wanted; null where there is none. Reads no further. */
async function firstIn<T>(
  path: string,
  wanted: (header: Header) => boolean,
  take: (entry: Entry) => Promise<T>,
  start = 0,
): Promise<T | null> {
  const file = createReadStream(path, { start });
  const tar = extract();
  file.on('error', (error) => tar.destroy(error));
  file.pipe(tar as unknown as NodeJS.WritableStream); // streamx's, which Node's streams take
  try {
    for await (const entry of tar) {
      if (wanted(entry.header)) return await take(entry);
      entry.resume();
    }
    return null;
  } catch (error) {
    if (error instanceof PaddockError) throw error;
    const failure = fileFailure(error);
    if (failure) throw new PaddockError(failure, { cause: error });
    throw notUnderstood(
      path,
      `It is no whole archive: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    file.destroy();
    tar.destroy();
  }
}
