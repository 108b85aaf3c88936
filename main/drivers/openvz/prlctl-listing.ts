import { z } from 'zod';
import { OpenvzConfigSchema, type Card, type OpenvzConfig } from './config';

/** A container as `prlctl list -i -f -j` tells of it: sizes are texts such as `512Mb`, devices stand by their names. */
const ListedSchema = z.object({
  ID: z.string(),
  Name: z.string(),
  Description: z.string().default(''),
  Type: z.string(),
  State: z.string(),
  OS: z.string().default(''),
  /** Seconds. */
  Uptime: z.coerce.number().default(0),
  Home: z.string().default(''),
  Autostart: z.string().default(''),
  Hardware: z.record(z.string(), z.unknown()).default({}),
  Hostname: z.string().default(''),
  'DNS Servers': z.string().default(''),
});

const CpuSchema = z.object({
  cpus: z.union([z.number(), z.string()]).optional(),
  cpuunits: z.number().optional(),
  /** Such as `150%`; one in MHz is not for Paddock to change. */
  cpulimit: z.string().optional(),
});
const MemorySchema = z.object({ size: z.string() });
const DiskSchema = z.object({ size: z.string().optional() });
const NetSchema = z.object({
  ifname: z.string().optional(),
  network: z.string().optional(),
  mac: z.string().optional(),
  ips: z.string().optional(),
});

export interface ListedContainer {
  readonly config: OpenvzConfig;
  readonly state: string;
  /** When it was started, in ms since the epoch; null where that is not told. */
  readonly startedAt: number | null;
  readonly addresses: readonly string[];
  /** The folder with its files. */
  readonly home: string;
  /** What each card is called as a device (`net0`), by its name inside. */
  readonly devices: ReadonlyMap<string, string>;
}

/** Reads the containers of such a listing, virtual machines left out. Throws where it is none. */
export function parseContainers(text: string, folder: string, now: number): readonly ListedContainer[] {
  const items = z.array(z.unknown()).parse(text.trim() === '' ? [] : JSON.parse(text));
  return items.flatMap((item) => {
    const listed = ListedSchema.safeParse(item);
    return listed.success && listed.data.Type === 'CT' ? (containerOf(listed.data, folder, now) ?? []) : [];
  });
}

function containerOf(
  listed: z.infer<typeof ListedSchema>,
  folder: string,
  now: number,
): ListedContainer | null {
  const { Hardware: hardware } = listed;
  const cpu = CpuSchema.safeParse(hardware['cpu']).data;
  const memory = MemorySchema.safeParse(hardware['memory']).data;
  const disk = DiskSchema.safeParse(hardware['hdd0']).data;
  const nets = Object.entries(hardware).flatMap(([device, value]) => {
    const net = /^(?:net\d+|venet0)$/.test(device) ? NetSchema.safeParse(value).data : undefined;
    return net ? [{ device, ...net }] : [];
  });
  const cards = nets.filter(({ device }) => device !== 'venet0');
  const config = OpenvzConfigSchema.safeParse({
    ctid: listed.ID.replace(/[{}]/g, '').toLowerCase(),
    folder,
    name: listed.Name || null,
    template: listed.OS || null,
    layout: 'ploop',
    mark: null,
    memory: memory ? megabytes(memory.size) : null,
    cpus: typeof cpu?.cpus === 'number' ? cpu.cpus : null,
    cpuLimit: percent(cpu?.cpulimit),
    cpuUnits: cpu?.cpuunits ?? null,
    diskSpace: disk?.size === undefined ? null : megabytes(disk.size),
    hostName: listed.Hostname || null,
    addresses: wordsOf(nets.find(({ device }) => device === 'venet0')?.ips).map(withPrefix),
    cards: cards.map(({ device, ifname, network, mac }) => cardOf(ifname ?? device, network, mac)),
    nameServers: wordsOf(listed['DNS Servers']),
    onBoot: listed.Autostart === 'on' ? true : listed.Autostart === 'off' ? false : null,
  });
  if (!config.success) return null;
  return {
    config: config.data,
    state: listed.State,
    startedAt: listed.Uptime > 0 ? now - listed.Uptime * 1000 : null,
    addresses: nets.flatMap(({ ips }) => wordsOf(ips)).map((one) => one.replace(/\/.*$/, '')),
    home: listed.Home,
    devices: new Map(cards.map(({ device, ifname }) => [ifname ?? device, device])),
  };
}

function cardOf(name: string, network: string | undefined, mac: string | undefined): Card {
  const pairs = mac?.match(/[0-9A-Fa-f]{2}/g) ?? [];
  return {
    name,
    mac: pairs.length === 6 ? pairs.join(':').toUpperCase() : null,
    bridge: network || null,
    hostName: null,
    hostMac: null,
  };
}

function wordsOf(text: string | undefined): string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '');
}

function megabytes(text: string): number | null {
  const count = Number(/^(\d+)\s*Mb$/i.exec(text)?.[1]);
  return Number.isSafeInteger(count) && count > 0 ? count * 1024 * 1024 : null;
}

function percent(text: string | undefined): number | null {
  const count = Number(/^(\d+)%$/.exec(text ?? '')?.[1]);
  return count > 0 ? count : null;
}

/** `10.0.0.5/255.255.255.0` as `10.0.0.5/24`; any other as it is. */
export function withPrefix(address: string): string {
  const match = /^([\d.]+)\/(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  if (!match) return address;
  const bits = match
    .slice(2)
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? `${match[1]}/${bits.replace(/0/g, '').length}` : address;
}
