import { z } from 'zod';
import { bytesText, parseBytes } from './limits';

/** A device as Incus has it: its type, and the keys and values of that type (Incus’ documentation, “Devices”). */
export const RawDeviceSchema = z.object({ type: z.string() }).catchall(z.string());
export type RawDevice = z.infer<typeof RawDeviceSchema>;
/** The devices of an instance’s own, by their names; what profiles give is not among them. */
export const RawDevicesSchema = z.record(z.string().min(1).max(64), RawDeviceSchema);
export type RawDevices = z.infer<typeof RawDevicesSchema>;

const TextSchema = z.string().trim().max(4096);
const WordSchema = TextSchema.min(1);
const PathSchema = TextSchema.regex(/^\//);
const PortSchema = z.number().int().min(1).max(65_535);
/** A size in bytes; null for none that is set. */
const SizeSchema = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).nullable();

const every = {
  name: z.string().trim().min(1).max(64),
  /** The keys besides those that stand in fields of their own, to the letter. */
  settings: z.array(z.object({ key: WordSchema, value: z.string().max(4096) })),
};

/** The disk that the instance stands on. */
const RootSchema = z.object({ ...every, kind: z.literal('root'), pool: WordSchema, bytes: SizeSchema });
/** A folder of the server’s, seen inside at `path`. */
const ShareSchema = z.object({
  ...every,
  kind: z.literal('share'),
  source: PathSchema,
  path: PathSchema,
  readOnly: z.boolean(),
});
/** A storage volume: a folder at `path`, or a drive of its own where that is null. */
const VolumeSchema = z.object({
  ...every,
  kind: z.literal('volume'),
  pool: WordSchema,
  volume: WordSchema,
  path: PathSchema.nullable(),
  readOnly: z.boolean(),
  /** A volume that is to be made, and how large it may get; null for one that is there. */
  make: z.object({ bytes: SizeSchema }).nullable(),
});
/** A file or drive of the server’s as a drive of a virtual machine’s: the picture of a CD. */
const MediaSchema = z.object({
  ...every,
  kind: z.literal('media'),
  source: PathSchema,
  readOnly: z.boolean(),
});
const CardSchema = z.object({
  ...every,
  kind: z.literal('card'),
  /** One of Incus’ own networks, or an interface of the server’s and how the card stands to it. */
  to: z.discriminatedUnion('by', [
    z.object({ by: z.literal('network'), network: WordSchema }),
    z.object({ by: z.literal('interface'), nictype: WordSchema, parent: WordSchema }),
  ]),
  mac: z
    .string()
    .regex(/^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/)
    .nullable(),
  /** What its interface is called inside; null for the first that is free. */
  inside: WordSchema.nullable(),
});
/** A port of the server’s, passed on to one inside. */
const ForwardSchema = z.object({
  ...every,
  kind: z.literal('forward'),
  protocol: z.enum(['tcp', 'udp']),
  hostAddress: WordSchema,
  hostPort: PortSchema,
  guestAddress: WordSchema,
  guestPort: PortSchema,
});
/** Keeps what a profile gives under its name out of this instance. */
const NoneSchema = z.object({ ...every, kind: z.literal('none') });
/** Any other, to the letter. */
const OtherSchema = z.object({ ...every, kind: z.literal('other'), type: WordSchema });

/** A device as the hardware form has it. */
export const DeviceSchema = z.discriminatedUnion('kind', [
  RootSchema,
  ShareSchema,
  VolumeSchema,
  MediaSchema,
  CardSchema,
  ForwardSchema,
  NoneSchema,
  OtherSchema,
]);
export type Device = z.infer<typeof DeviceSchema>;
type Other = z.infer<typeof OtherSchema>;

/** What a device is, for the form: `other` where a part of it does not fit the fields of its kind. */
export function readDevice(name: string, raw: RawDevice): Device {
  const found = DeviceSchema.safeParse(
    raw.type === 'disk'
      ? readDisk(name, raw)
      : raw.type === 'nic'
        ? readCard(name, raw)
        : raw.type === 'proxy'
          ? readForward(name, raw)
          : raw.type === 'none'
            ? { kind: 'none', name, settings: settingsOf(raw, []) }
            : other(name, raw),
  );
  return found.success ? found.data : other(name, raw);
}

/** What Incus is told of a device. */
export function writeDevice(device: Device): RawDevice {
  const keys = {
    ...fieldsOf(device),
    ...Object.fromEntries(device.settings.map((one) => [one.key, one.value])),
  };
  return { type: device.kind === 'other' ? device.type : TYPES[device.kind], ...keys };
}

/** The devices of an instance, for the form. */
export function readDevices(raw: RawDevices): Device[] {
  return Object.entries(raw).map(([name, device]) => readDevice(name, device));
}

/** What the form made of these devices; one that was not changed stays to the letter, its sizes in the units they had. */
export function writeDevices(before: RawDevices, devices: readonly Device[]): RawDevices {
  const written = devices.map((device) => {
    const raw = before[device.name];
    const isSame = raw !== undefined && isSameAs(readDevice(device.name, raw), device);
    return [device.name, isSame ? raw : writeDevice(device)] as const;
  });
  return sorted(Object.fromEntries(written));
}

/** In the order of their names, as Incus tells them. */
export function sorted(devices: RawDevices): RawDevices {
  return Object.fromEntries(Object.entries(devices).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether two devices, raw or not, are the same; the order of their keys does not count. */
export function isSameAs(a: unknown, b: unknown): boolean {
  return JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, inOrder(one)]));
}

const TYPES = {
  root: 'disk',
  share: 'disk',
  volume: 'disk',
  media: 'disk',
  card: 'nic',
  forward: 'proxy',
  none: 'none',
} as const satisfies Readonly<Record<Exclude<Device['kind'], 'other'>, string>>;

function fieldsOf(device: Device): Readonly<Record<string, string>> {
  switch (device.kind) {
    case 'root':
      return {
        path: '/',
        pool: device.pool,
        ...(device.bytes !== null && { size: bytesText(device.bytes) }),
      };
    case 'share':
      return { source: device.source, path: device.path, ...readOnlyOf(device) };
    case 'volume':
      return {
        pool: device.pool,
        source: device.volume,
        ...(device.path !== null && { path: device.path }),
        ...readOnlyOf(device),
      };
    case 'media':
      return { source: device.source, ...readOnlyOf(device) };
    case 'card':
      return {
        ...(device.to.by === 'network'
          ? { network: device.to.network }
          : { nictype: device.to.nictype, parent: device.to.parent }),
        ...(device.mac !== null && { hwaddr: device.mac }),
        ...(device.inside !== null && { name: device.inside }),
      };
    case 'forward': {
      const { protocol, hostAddress, hostPort, guestAddress, guestPort } = device;
      return {
        listen: `${protocol}:${bracketed(hostAddress)}:${hostPort}`,
        connect: `${protocol}:${bracketed(guestAddress)}:${guestPort}`,
      };
    }
    case 'none':
    case 'other':
      return {};
  }
}

function readOnlyOf({ readOnly }: { readonly readOnly: boolean }): Readonly<Record<string, string>> {
  return readOnly ? { readonly: 'true' } : {};
}

/** A part that does not fit is left out, so that the schema refuses the whole. */
function readDisk(name: string, raw: RawDevice): unknown {
  const { path, pool, source, size } = raw;
  if (path === '/') {
    const bytes = size === undefined ? null : (parseBytes(size) ?? undefined);
    return { kind: 'root', name, pool, bytes, settings: settingsOf(raw, ['path', 'pool', 'size']) };
  }
  const readOnly = FLAGS.get(raw['readonly']);
  const settings = settingsOf(raw, ['source', 'path', 'pool', 'readonly']);
  const shared = { name, readOnly, settings };
  if (pool !== undefined) {
    return { ...shared, kind: 'volume', pool, volume: source, path: path ?? null, make: null };
  }
  return path === undefined
    ? { ...shared, kind: 'media', source }
    : { ...shared, kind: 'share', source, path };
}

function readCard(name: string, raw: RawDevice): unknown {
  const { network, nictype, parent, hwaddr } = raw;
  const to = network === undefined ? { by: 'interface', nictype, parent } : { by: 'network', network };
  const keys = network === undefined ? ['nictype', 'parent'] : ['network'];
  return {
    kind: 'card',
    name,
    to,
    mac: hwaddr ?? null,
    inside: raw['name'] ?? null,
    settings: settingsOf(raw, [...keys, 'hwaddr', 'name']),
  };
}

function readForward(name: string, raw: RawDevice): unknown {
  const [listen, connect] = [endOf(raw['listen']), endOf(raw['connect'])];
  // What listens inside the instance is the other way round, and no port of the server’s.
  if (!listen || !connect || listen.protocol !== connect.protocol || (raw['bind'] ?? 'host') !== 'host') {
    return undefined;
  }
  return {
    kind: 'forward',
    name,
    protocol: listen.protocol,
    hostAddress: listen.address,
    hostPort: listen.port,
    guestAddress: connect.address,
    guestPort: connect.port,
    settings: settingsOf(raw, ['listen', 'connect']),
  };
}

/** One end of a proxy that is one port: `tcp:127.0.0.1:80`, `udp:[::1]:53`. */
function endOf(value: string | undefined): { protocol: string; address: string; port: number } | undefined {
  const match = /^(tcp|udp):(\[[0-9A-Fa-f:.]+\]|[^:[\]]+):(\d+)$/.exec(value ?? '');
  if (!match) return undefined;
  const [, protocol = '', address = '', port] = match;
  return { protocol, address: address.replace(/^\[|\]$/g, ''), port: Number(port) };
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function other(name: string, raw: RawDevice): Other {
  return { kind: 'other', name, type: raw.type, settings: settingsOf(raw, []) };
}

function settingsOf(raw: RawDevice, known: readonly string[]): Other['settings'] {
  return Object.entries(raw).flatMap(([key, value]) =>
    key === 'type' || known.includes(key) ? [] : [{ key, value }],
  );
}

const FLAGS: ReadonlyMap<string | undefined, boolean> = new Map([
  [undefined, false],
  ['', false],
  ['false', false],
  ['true', true],
]);
