import { z } from 'zod';

const MIB = 1024 * 1024;
const PathSchema = z
  .string()
  .min(1)
  .max(4096)
  .refine((path) => path.startsWith('/'), 'not an absolute path');
/** Ids become QEMU object ids, socket names and so on. */
const IdSchema = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/);

export const MEMORY_BOUNDS = { min: 16 * MIB, max: 4096 * 1024 * MIB } as const;
export const CPU_BOUNDS = { min: 1, max: 255 } as const;
const memory = z.number().int().min(MEMORY_BOUNDS.min).max(MEMORY_BOUNDS.max);
const cpus = z.number().int().min(CPU_BOUNDS.min).max(CPU_BOUNDS.max);

const port = z.number().int().min(1).max(65_535);
/** A port of this computer behind which a port of the machine stands. */
export const ForwardSchema = z.object({ protocol: z.enum(['tcp', 'udp']), hostPort: port, guestPort: port });
export type Forward = z.infer<typeof ForwardSchema>;

/** QEMU's part of a definition. Sizes in bytes, paths absolute. */
export const QemuConfigSchema = z.object({
  /** The versioned machine type, such as `pc-q35-7.2`: an alias would change with the next QEMU. */
  machine: z.string().regex(/^[a-z0-9.-]+$/),
  /** `auto` takes KVM where the probe saw a guest run under it. */
  accelerator: z.enum(['auto', 'kvm', 'tcg']).default('auto'),
  memory,
  cpus,
  boot: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('firmware') }),
    z.object({
      kind: z.literal('kernel'),
      kernel: PathSchema,
      initrd: PathSchema.nullable(),
      commandLine: z.string().max(2048),
    }),
  ]),
  disks: z
    .array(
      z.object({
        id: IdSchema,
        path: PathSchema,
        format: z.enum(['qcow2', 'raw']),
        /** True where Paddock made the file, and so may delete it with the machine. */
        owned: z.boolean(),
        /** The images that it stands on, nearest first: it holds only what differs from them. */
        backing: z.array(PathSchema).default([]),
      }),
    )
    .default([]),
  cdroms: z.array(z.object({ id: IdSchema, path: PathSchema.nullable() })).default([]),
  networks: z
    .array(
      z.object({
        id: IdSchema,
        mode: z.literal('user'),
        mac: z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/),
        forwards: z.array(ForwardSchema).max(100).default([]),
      }),
    )
    .default([]),
  display: z.enum(['vga', 'none']).default('vga'),
  serials: z.array(z.object({ id: IdSchema })).default([{ id: 'serial0' }]),
});
export type QemuConfig = z.infer<typeof QemuConfigSchema>;

/** What a person can change of a QEMU machine. */
export const QemuHardwareSchema = z.object({
  memory,
  cpus,
  display: QemuConfigSchema.shape.display,
  network: z.boolean(),
  forwards: z.array(ForwardSchema).max(100),
  /** What is in each CD drive; null for nothing. */
  media: z.array(z.object({ id: IdSchema, path: PathSchema.nullable() })),
  /** The kernel's command line; null where it boots by firmware. */
  commandLine: z.string().max(2048).nullable(),
});
export type QemuHardware = z.infer<typeof QemuHardwareSchema>;

/** What a person fills in to create a QEMU machine. */
export const QemuRequestSchema = z.object({
  memory,
  cpus,
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('iso'), path: PathSchema }),
    z.object({
      kind: z.literal('kernel'),
      kernel: PathSchema,
      initrd: PathSchema.nullable(),
      commandLine: z.string().max(2048),
    }),
    z.object({ kind: z.literal('disk'), path: PathSchema }),
  ]),
  /** The size of a new, empty disk in bytes; null for none. */
  newDisk: z
    .number()
    .int()
    .min(MIB)
    .max(64 * 1024 * 1024 * MIB)
    .nullable(),
  network: z.boolean(),
});
export type QemuRequest = z.infer<typeof QemuRequestSchema>;
