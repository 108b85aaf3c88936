import { basename, join } from 'node:path';
import { parse } from 'plist';
import { z } from 'zod';
import type { ForeignCard, ForeignDisk, ForeignMachine, LostDisk } from '../../drivers/foreign-machine';
import { inspectFile } from '../inspect-file';
import { bytesOf, isReadable, notUnderstood, readText } from './source-file';

const MIB = 1024 ** 2;

/** What is read of UTM's configuration, version 4 (https://docs.getutm.app/). */
const ConfigSchema = z.object({
  Backend: z.string(),
  ConfigurationVersion: z.number(),
  Information: z.object({ Name: z.string(), Notes: z.string().default('') }),
  System: z.object({
    Architecture: z.string(),
    MemorySize: z.number(),
    CPUCount: z.number().default(0),
  }),
  QEMU: z
    .object({
      UEFIBoot: z.boolean().default(true),
      TPMDevice: z.boolean().default(false),
      AdditionalArguments: z.array(z.string()).default([]),
    })
    .default({ UEFIBoot: true, TPMDevice: false, AdditionalArguments: [] }),
  Drive: z
    .array(
      z.object({
        ImageName: z.string().optional(),
        ImageType: z.string(),
        Interface: z.string(),
      }),
    )
    .default([]),
  Network: z
    .array(
      z.object({
        Mode: z.string(),
        Hardware: z.string().default(''),
        MacAddress: z.string().optional(),
        PortForward: z
          .array(z.object({ Protocol: z.string(), HostPort: z.number(), GuestPort: z.number() }))
          .default([]),
      }),
    )
    .default([]),
  Sharing: z
    .object({ DirectoryShareMode: z.string().default('None') })
    .default({ DirectoryShareMode: 'None' }),
  Sound: z.array(z.unknown()).default([]),
});
type Config = z.infer<typeof ConfigSchema>;

const OLDEST_VERSION = 4;

/** Reads a machine of UTM's: a folder that ends in .utm. Throws `file-unreadable`, `file-missing`. */
export async function readUtm(folder: string): Promise<ForeignMachine> {
  const path = join(folder, 'config.plist');
  const config = await readConfig(path);
  const { Information, System, QEMU, Network, Sharing, Sound } = config;
  const left: string[] = [];
  if (QEMU.AdditionalArguments.length > 0) left.push('Its additional arguments of QEMU are not taken over.');
  if (Sharing.DirectoryShareMode !== 'None') left.push('Its shared folder is not taken over.');
  const disks: ForeignDisk[] = [];
  const lost: LostDisk[] = [];
  const media: (string | null)[] = [];
  for (const { ImageName, ImageType, Interface } of config.Drive) {
    const image = ImageName === undefined ? null : join(folder, 'Data', basename(ImageName));
    if (ImageType === 'CD') media.push(image);
    else if (ImageType !== 'Disk' || image === null)
      left.push(`A drive of the kind ${ImageType} is not taken over.`);
    else if (!(await isReadable(image))) lost.push({ disk: image, base: null });
    else disks.push(await diskOf(image, Interface));
  }
  return {
    kind: 'utm',
    name: Information.Name,
    description: Information.Notes,
    architecture: System.Architecture,
    memory: System.MemorySize * MIB,
    cpus: System.CPUCount > 0 ? System.CPUCount : null,
    firmware: QEMU.UEFIBoot ? 'uefi' : 'bios',
    tpm: QEMU.TPMDevice,
    sound: Sound.length > 0,
    kernel: null,
    disks,
    lost,
    media,
    cards: Network.map((card) => cardOf(card, left)),
    left,
  };
}

async function readConfig(path: string): Promise<Config> {
  const text = await readText(path);
  let told: unknown;
  try {
    told = parse(text);
  } catch (error) {
    throw notUnderstood(path, `It is no property list: ${String(error)}`);
  }
  const parsed = ConfigSchema.safeParse(told);
  if (!parsed.success) {
    const version =
      z.object({ ConfigurationVersion: z.number() }).safeParse(told).data?.ConfigurationVersion ?? 0;
    throw notUnderstood(
      path,
      version < OLDEST_VERSION
        ? 'An old UTM has made it: open it in UTM 4 and save it, then import it.'
        : z.prettifyError(parsed.error),
    );
  }
  if (parsed.data.Backend === 'QEMU') return parsed.data;
  throw notUnderstood(path, 'It is run by Apple’s own virtualization, not by QEMU.');
}

async function diskOf(path: string, bus: string): Promise<ForeignDisk> {
  const file = await inspectFile(path);
  const format = file.kind === 'disk' && file.format === 'qcow2' ? 'qcow2' : 'raw'; // UTM makes these two
  return {
    title: basename(path),
    format,
    bus: busOf(bus),
    bytes: await bytesOf(path),
    source: { kind: 'file', path },
  };
}

function busOf(bus: string): ForeignDisk['bus'] {
  switch (bus) {
    case 'VirtIO':
      return 'virtio';
    case 'NVMe':
      return 'nvme';
    case 'SCSI':
      return 'scsi';
    default:
      return 'sata';
  }
}

function cardOf(
  { Mode, Hardware, MacAddress, PortForward }: Config['Network'][number],
  left: string[],
): ForeignCard {
  if (Mode !== 'Emulated') left.push(`Its network (${Mode}) becomes user networking.`);
  return {
    mac: MacAddress?.toLowerCase() ?? null,
    model: Hardware.startsWith('virtio') ? 'virtio' : Hardware === 'rtl8139' ? 'rtl8139' : 'e1000e',
    forwards: PortForward.map(({ Protocol, HostPort, GuestPort }) => ({
      protocol: Protocol.toLowerCase() === 'udp' ? 'udp' : 'tcp',
      hostPort: HostPort,
      guestPort: GuestPort,
    })),
  };
}
