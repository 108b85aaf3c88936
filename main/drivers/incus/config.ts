import { z } from 'zod';
import { CpuLimitSchema, MemoryLimitSchema } from '../limits';
import { DeviceSchema, RawDevicesSchema } from './devices';

/** What Incus calls an instance: a host name (RFC 1123). */
export const InstanceNameSchema = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$|^[A-Za-z]$/);
const WordSchema = z.string().regex(/^[A-Za-z0-9._-]{1,63}$/);
/** The server on this computer, over its socket. */
export const LOCAL = 'local';
/** Public images of distributions (linuxcontainers.org). */
export const PUBLIC_IMAGES = 'https://images.linuxcontainers.org';

/** Incus' part of a definition: which instance it is, and what of its configuration Paddock knows to change. */
export const IncusConfigSchema = z.object({
  remote: WordSchema.default(LOCAL),
  project: WordSchema.default('default'),
  instance: InstanceNameSchema,
  type: z.enum(['container', 'virtual-machine']),
  memory: MemoryLimitSchema.default(null),
  cpus: CpuLimitSchema.default(null),
  devices: RawDevicesSchema.default({}),
  /** Of a machine in the bin: what tells its instance from a later one of the same name; null where that is not known. */
  mark: z.string().max(100).nullable().default(null),
});
export type IncusConfig = z.infer<typeof IncusConfigSchema>;

/** What can be changed of one. */
export const IncusHardwareSchema = z.object({
  memory: MemoryLimitSchema,
  cpus: CpuLimitSchema,
  /** Of its own: what its profiles give is among the choices. */
  devices: z.array(DeviceSchema).max(1000),
});
export type IncusHardware = z.infer<typeof IncusHardwareSchema>;

/** What the hardware form can offer: what the machine's server has in its project. */
export const IncusHardwareChoicesSchema = z.object({
  type: IncusConfigSchema.shape.type,
  /** Whether the server is this computer: its folders can be looked at. */
  isHere: z.boolean(),
  /** What each profile gives the instance that no later one gives otherwise, taken out or overridden here or not. */
  inherited: z.array(z.object({ profile: z.string(), device: DeviceSchema })),
  pools: z.array(
    z.object({
      name: z.string(),
      /** What it keeps its volumes in: `dir`, `zfs` ... */
      driver: z.string(),
      volumes: z.array(
        z.object({
          name: z.string(),
          /** A folder, a drive of its own, or the picture of a CD. */
          content: z.enum(['filesystem', 'block', 'iso']),
        }),
      ),
    }),
  ),
  /** Incus' own networks, and the server's interfaces. */
  networks: z.array(z.string()),
  interfaces: z.array(z.object({ name: z.string(), isBridge: z.boolean() })),
});
export type IncusHardwareChoices = z.infer<typeof IncusHardwareChoicesSchema>;

/** What the create form can offer: the servers that can be reached, and what each has. */
export const IncusChoicesSchema = z.object({
  servers: z.array(
    z.object({
      remote: z.string(),
      images: z.array(
        z.object({
          /** Its alias, or the beginning of its fingerprint. */
          id: z.string(),
          isNamed: z.boolean(),
          description: z.string(),
          type: IncusConfigSchema.shape.type,
          bytes: z.number(),
        }),
      ),
      projects: z.array(z.string()),
      /** Of its cluster; empty where it is none. */
      members: z.array(z.string()),
      types: z.array(IncusConfigSchema.shape.type),
    }),
  ),
});
export type IncusChoices = z.infer<typeof IncusChoicesSchema>;

/** What a person fills in to create one. */
export const IncusRequestSchema = z.object({
  remote: WordSchema.default(LOCAL),
  project: WordSchema.default('default'),
  /** The member of the cluster where it is to be; null for the one with least to do. */
  member: WordSchema.nullable().default(null),
  memory: MemoryLimitSchema,
  cpus: CpuLimitSchema,
  type: IncusConfigSchema.shape.type.default('container'),
  source: z.discriminatedUnion('kind', [
    /** An image that the server has, by its alias or its fingerprint. */
    z.object({ kind: z.literal('image'), image: z.string().trim().min(1).max(200) }),
    /** An image of a public server's that speaks simplestreams. */
    z.object({
      kind: z.literal('download'),
      server: z.string().regex(/^https:\/\/[^\s]+$/),
      image: z.string().trim().min(1).max(200),
    }),
  ]),
});
export type IncusRequest = z.infer<typeof IncusRequestSchema>;
