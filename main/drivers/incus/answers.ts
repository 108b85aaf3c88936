import { z } from 'zod';
import { RawDevicesSchema } from './devices';

/** What a server tells of itself (`GET /1.0`). */
export const ServerSchema = z.object({
  auth: z.enum(['trusted', 'untrusted']),
  environment: z
    .object({
      server_version: z.string().optional(),
      server_clustered: z.boolean().optional(),
      /** What it runs instances with: `lxc | qemu`. */
      driver: z.string().optional(),
    })
    .optional(),
});

const InterfaceSchema = z.object({
  addresses: z.array(z.object({ family: z.string(), address: z.string(), scope: z.string() })).nullish(),
  counters: z.object({ bytes_received: z.number(), bytes_sent: z.number() }),
});

/** How an instance is (`GET /1.0/instances/NAME/state`). */
export const InstanceStateSchema = z.object({
  status: z.string(),
  status_code: z.number(),
  pid: z.number().nullish(),
  started_at: z.string().nullish(),
  cpu: z.object({ usage: z.number() }).nullish(),
  memory: z.object({ usage: z.number() }).nullish(),
  disk: z.record(z.string(), z.object({ usage: z.number() })).nullish(),
  network: z.record(z.string(), InterfaceSchema).nullish(),
});
export type InstanceState = z.infer<typeof InstanceStateSchema>;

/** An instance with its state (`recursion`). */
export const InstanceSchema = z.object({
  name: z.string(),
  type: z.string(),
  project: z.string().default('default'),
  location: z.string().default('none'),
  status: z.string(),
  status_code: z.number(),
  created_at: z.string().optional(),
  /** Null where its member of the cluster does not answer. */
  config: z
    .record(z.string(), z.string())
    .nullish()
    .transform((config) => config ?? null),
  /** Its own; what its profiles give is not among them. */
  devices: RawDevicesSchema.nullish(),
  state: InstanceStateSchema.nullish(),
});
export type Instance = z.infer<typeof InstanceSchema>;

/** What of an instance is replaced as a whole when it is changed (`PUT /1.0/instances/NAME`). */
export const EditableInstanceSchema = z.object({
  architecture: z.string().optional(),
  config: z.record(z.string(), z.string()),
  description: z.string().default(''),
  devices: RawDevicesSchema,
  ephemeral: z.boolean().default(false),
  profiles: z.array(z.string()).nullish(),
  stateful: z.boolean().default(false),
});
export type EditableInstance = z.infer<typeof EditableInstanceSchema>;

/** Work that goes on at the server. */
export const OperationSchema = z.object({
  id: z.string(),
  status_code: z.number(),
  err: z.string().default(''),
  may_cancel: z.boolean().default(false),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});
export type Operation = z.infer<typeof OperationSchema>;

/** What can be attached to: the secrets of an operation's websockets. */
export const SocketsSchema = z.object({ fds: z.record(z.string(), z.string()) });

/** A line of the stream of events. */
export const LifecycleSchema = z.object({
  type: z.literal('lifecycle'),
  project: z.string().default('default'),
  metadata: z.object({ action: z.string(), source: z.string() }),
});

/** Incus' numbers of states, of operations and instances alike (its REST API's documentation, “Status codes”). */
export const STATUS = {
  running: 103,
  stopped: 102,
  cancelling: 104,
  pending: 105,
  starting: 106,
  stopping: 107,
  aborting: 108,
  freezing: 109,
  frozen: 110,
  thawed: 111,
  error: 112,
  ready: 113,
  success: 200,
  failure: 400,
  cancelled: 401,
} as const;

/** What an instance's status means; null where Incus itself does not know, or it passes. */
export function stateOf(code: number): 'running' | 'paused' | 'shutoff' | null {
  switch (code) {
    case STATUS.running:
    case STATUS.thawed:
    case STATUS.ready:
      return 'running';
    case STATUS.frozen:
      return 'paused';
    case STATUS.stopped:
      return 'shutoff';
    default:
      return null;
  }
}

const AliasSchema = z.object({ name: z.string() });
/** An image that a server has (`GET /1.0/images?recursion=1`). */
export const ImageSchema = z.object({
  fingerprint: z.string(),
  type: z.string(),
  size: z.number().default(0),
  aliases: z.array(AliasSchema).nullish(),
  properties: z.record(z.string(), z.string()).nullish(),
});

/** A member of a cluster (`GET /1.0/cluster/members?recursion=1`). */
export const ClusterMemberSchema = z.object({
  server_name: z.string(),
  status: z.string(),
  message: z.string().default(''),
  roles: z.array(z.string()).nullish(),
});

/** How a member is (`GET /1.0/cluster/members/NAME/state`); memory in bytes. */
export const MemberStateSchema = z.object({
  sysinfo: z.object({
    load_averages: z.array(z.number()).nullish(),
    total_ram: z.number(),
    free_ram: z.number(),
    buffered_ram: z.number().default(0),
  }),
});

/** A profile (`GET /1.0/profiles?recursion=1`). */
export const ProfileSchema = z.object({ name: z.string(), devices: RawDevicesSchema.nullish() });

/** A pool of storage (`GET /1.0/storage-pools?recursion=1`). */
export const StoragePoolSchema = z.object({ name: z.string(), driver: z.string() });

/** A volume of a pool (`GET /1.0/storage-pools/NAME/volumes/custom?recursion=1`). */
export const StorageVolumeSchema = z.object({ name: z.string(), content_type: z.string() });

/** A network, one of Incus’ own or an interface of the server's (`GET /1.0/networks?recursion=1`). */
export const NetworkSchema = z.object({ name: z.string(), managed: z.boolean(), type: z.string() });
