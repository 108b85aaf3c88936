import { z } from 'zod';
import { WholePathSchema } from '../../domains/path';
import { CpuLimitSchema, MemoryLimitSchema } from '../limits';

/** What OpenVZ calls a container: a number, or, with OpenVZ 7, a UUID. */
export const CtidSchema = z.string().regex(/^(?:[1-9]\d{0,9}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/);
/** What OpenVZ calls it besides; the characters are those that it takes. */
const NameSchema = z.string().regex(/^[A-Za-z0-9 +_.-]{1,100}$/);
/** What an OS template is called: a file's name, and part of a command. */
const TemplateSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,100}$/);
const HostNameSchema = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$/);
/** An IPv4 or IPv6 address, with the length of its network's prefix or without. */
const AddressSchema = z
  .string()
  .regex(/^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+)(?:\/\d{1,3})?$/);
const NameServerSchema = z.union([AddressSchema, z.literal('inherit')]);
/** A network interface, as Linux takes its name (15 bytes at most). */
const InterfaceSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/);
const MacSchema = z.string().regex(/^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}$/);

/** A card at a bridge of the host's, or at none (`NETIF`). What is null OpenVZ chooses. */
export const CardSchema = z.object({
  /** What it is called inside. */
  name: InterfaceSchema,
  mac: MacSchema.nullable().default(null),
  bridge: InterfaceSchema.nullable().default(null),
  /** What its other end is called on the host. */
  hostName: InterfaceSchema.nullable().default(null),
  hostMac: MacSchema.nullable().default(null),
});
export type Card = z.infer<typeof CardSchema>;

/** How a container's files lie on the drive: in a folder, or in an image file, which can have snapshots. */
export const LayoutSchema = z.enum(['simfs', 'ploop']);
export type Layout = z.infer<typeof LayoutSchema>;

const BytesSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable();

/** What can be changed of a container; null stands for no limit, or for what OpenVZ takes where nothing is said. */
export const OpenvzHardwareSchema = z.object({
  memory: MemoryLimitSchema.default(null),
  /** In bytes. */
  swap: BytesSchema.default(null),
  cpus: CpuLimitSchema.default(null),
  /** How much processor time it may take at most, in per cent of one CPU. */
  cpuLimit: z.number().int().min(1).max(409_600).nullable().default(null),
  /** Its weight beside the other containers, where processor time is short. */
  cpuUnits: z.number().int().min(8).max(500_000).nullable().default(null),
  /** In bytes. */
  diskSpace: BytesSchema.default(null),
  /** How many files and folders it may have. */
  diskInodes: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).nullable().default(null),
  hostName: HostNameSchema.nullable().default(null),
  addresses: z.array(AddressSchema).max(256).default([]),
  cards: z.array(CardSchema).max(32).default([]),
  nameServers: z.array(NameServerSchema).max(16).default([]),
  /** Whether OpenVZ starts it with the computer; null where it does what was so before. */
  onBoot: z.boolean().nullable().default(null),
});
export type OpenvzHardware = z.infer<typeof OpenvzHardwareSchema>;

/** OpenVZ's part of a definition: which container it is, and what of its configuration Paddock knows. */
export const OpenvzConfigSchema = OpenvzHardwareSchema.extend({
  ctid: CtidSchema,
  /** The folder of OpenVZ's configurations that has its own. */
  folder: WholePathSchema,
  /** What OpenVZ calls it besides its number; null for nothing. */
  name: NameSchema.nullable().default(null),
  template: z.string().max(200).nullable().default(null),
  layout: LayoutSchema.default('simfs'),
  /** What tells its files from those of a later container of the same number; null where it is not known. */
  mark: z.string().max(100).nullable().default(null),
});
export type OpenvzConfig = z.infer<typeof OpenvzConfigSchema>;

/** What a person fills in to create one. */
export const OpenvzRequestSchema = z.object({
  template: TemplateSchema,
  memory: MemoryLimitSchema,
  swap: BytesSchema.default(null),
  cpus: CpuLimitSchema,
  /** Null for what OpenVZ's own settings say. */
  layout: LayoutSchema.nullable().default(null),
  diskSpace: BytesSchema.default(null),
  hostName: HostNameSchema.nullable().default(null),
  addresses: z.array(AddressSchema).max(256).default([]),
  nameServers: z.array(NameServerSchema).max(16).default([]),
  /** The bridge of the host's at which it has a card; null for no card. */
  bridge: InterfaceSchema.nullable().default(null),
});
export type OpenvzRequest = z.infer<typeof OpenvzRequestSchema>;

/** What is to be made for a request; what its tools decide is given. */
export function planned(
  request: OpenvzRequest,
  given: Pick<OpenvzConfig, 'ctid' | 'folder' | 'name' | 'layout' | 'cpus'>,
): OpenvzConfig {
  const { template, memory, swap, diskSpace, hostName, addresses, nameServers, bridge } = request;
  return {
    ...given,
    template,
    mark: null,
    memory,
    swap,
    cpuLimit: null,
    cpuUnits: null,
    diskSpace,
    diskInodes: null,
    hostName,
    addresses,
    nameServers,
    cards: bridge === null ? [] : [{ name: 'eth0', mac: null, bridge, hostName: null, hostMac: null }],
    onBoot: null,
  };
}

/** What a container is to become that was made as OpenVZ's own settings say: what was not asked for stays so. */
export function whatWasAsked(made: OpenvzConfig, asked: OpenvzConfig): OpenvzConfig {
  return {
    ...made,
    memory: asked.memory,
    swap: asked.swap ?? made.swap,
    cpus: asked.cpus,
    diskSpace: asked.diskSpace ?? made.diskSpace,
    hostName: asked.hostName ?? made.hostName,
    addresses: asked.addresses,
    nameServers: asked.nameServers.length > 0 ? asked.nameServers : made.nameServers,
    cards: asked.cards,
  };
}

/** What the forms can offer on this computer. */
export const OpenvzChoicesSchema = z.object({
  bridges: z.array(z.string()),
  /** OS templates that are there; others OpenVZ may download. */
  templates: z.array(z.string()),
});
export type OpenvzChoices = z.infer<typeof OpenvzChoicesSchema>;
