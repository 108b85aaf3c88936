import { z } from 'zod';
import { WholePathSchema } from '../../domains/path';
import { CpuLimitSchema, MemoryLimitSchema } from '../limits';

/** What LXC calls a container: it is a folder's name and the first host name inside. */
export const ContainerNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/);
/** A network interface, as Linux takes its name (15 bytes at most). */
export const InterfaceSchema = z.string().regex(/^[^\s/]{1,15}$/);

export const NetworkSchema = z.discriminatedUnion('kind', [
  /** Its own loopback and nothing else. */
  z.object({ kind: z.literal('none') }),
  /** A card at a bridge of the host's. */
  z.object({ kind: z.literal('bridge'), bridge: InterfaceSchema }),
  /** What another tool wrote into its configuration: left as it is. */
  z.object({ kind: z.literal('other') }),
]);
export type Network = z.infer<typeof NetworkSchema>;

/** LXC's part of a definition: which container it is, and what of its configuration Paddock knows to change. */
export const LxcConfigSchema = z.object({
  container: ContainerNameSchema,
  /** The folder that holds its folder (`lxcpath`). */
  folder: WholePathSchema,
  memory: MemoryLimitSchema.default(null),
  cpus: CpuLimitSchema.default(null),
  network: NetworkSchema.default({ kind: 'other' }),
  /** Of a machine in the bin: what tells its container from a later one of the same name; null where that is not known. */
  mark: z.string().max(100).nullable().default(null),
});
export type LxcConfig = z.infer<typeof LxcConfigSchema>;

/** What can be changed of one. */
export const LxcHardwareSchema = LxcConfigSchema.pick({ memory: true, cpus: true, network: true });
export type LxcHardware = z.infer<typeof LxcHardwareSchema>;

/** What the forms can offer on this computer. */
export const LxcChoicesSchema = z.object({ bridges: z.array(z.string()) });
export type LxcChoices = z.infer<typeof LxcChoicesSchema>;

/** A distribution's name for a release of its. */
const SuiteSchema = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/);
const PackageSchema = z.string().regex(/^[a-z0-9][a-z0-9+.-]{1,100}$/);

/** What a person fills in to create one. */
export const LxcRequestSchema = z.object({
  memory: MemoryLimitSchema,
  cpus: CpuLimitSchema,
  /** Whether it has a card at the bridge that LXC's own settings name. */
  network: z.boolean().default(false),
  source: z.discriminatedUnion('kind', [
    /** The shell and the programs of the host's busybox. */
    z.object({ kind: z.literal('busybox') }),
    /** A Debian or Ubuntu made of packages by mmdebstrap(1), with these besides. */
    z.object({
      kind: z.literal('debian'),
      suite: SuiteSchema,
      packages: z.array(PackageSchema).max(200).default([]),
    }),
    /** A root file system in a tar archive, compressed or not. */
    z.object({ kind: z.literal('archive'), path: WholePathSchema }),
    /** Any template of LXC's that is installed, with arguments of its own. */
    z.object({
      kind: z.literal('template'),
      template: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/),
      arguments: z.array(z.string().min(1).max(1000)).max(40).default([]),
    }),
  ]),
});
export type LxcRequest = z.infer<typeof LxcRequestSchema>;
