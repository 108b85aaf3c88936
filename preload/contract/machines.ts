/** Machines as the list, their own page and the bin show them. */
import { z } from 'zod';
import { DefinitionSchema, DomainIdSchema } from '../../main/domains/definition';
import { FailureSchema } from '../../main/domains/failure';
import { JobViewSchema, OperationSchema } from '../../main/domains/job';
import { DomainStateSchema } from '../../main/domains/state';
import { ActionSchema, ConsoleInfoSchema, KeepsSchema, StartHowSchema } from '../../main/drivers/driver';
import { HardwareSchema } from './hardware';

/** A machine as a row of a list: all that a list, a grid or the tray shows, and no more. */
export const MachineRowSchema = z.object({
  id: DomainIdSchema,
  driver: z.string(),
  version: z.number(),
  name: z.string(),
  state: DomainStateSchema,
  reason: z.string().nullable(),
  /** Milliseconds since the epoch. */
  since: z.number().nullable(),
  job: JobViewSchema.nullable(),
  failure: FailureSchema.nullable(),
  tags: z.array(z.string()),
  /** In what it keeps its data: what it has is called by that. */
  keeps: KeepsSchema,
  memoryBytes: z.number().nullable(),
  cpus: z.number().nullable(),
  /** The server elsewhere where it is; null where it is on this computer. */
  server: z.string().nullable(),
  addresses: z.array(z.string()),
  accelerator: z.string().nullable(),
  /** Whether nothing of its run is kept. */
  disposable: z.boolean(),
  createdAt: z.string(),
  /** Operations that would be accepted now. */
  allows: z.array(OperationSchema),
});
export type MachineRow = z.infer<typeof MachineRowSchema>;

/** An operation that would be accepted, or the reason why not. */
export const PermissionSchema = z.discriminatedUnion('allowed', [
  z.object({ allowed: z.literal(true) }),
  z.object({ allowed: z.literal(false), reason: z.string() }),
]);
export type Permission = z.infer<typeof PermissionSchema>;

export const AutostartSchema = DefinitionSchema.shape.autostart.unwrap();

/** Whether the agent inside a machine answers, and what it says of its system; null for what it does not say. */
export const AgentViewSchema = z.discriminatedUnion('answers', [
  z.object({ answers: z.literal(false) }),
  z.object({
    answers: z.literal(true),
    version: z.string(),
    system: z.string().nullable(),
    hostName: z.string().nullable(),
  }),
]);

/** All that the machine's page shows. */
export const MachineDetailSchema = MachineRowSchema.extend({
  description: z.string(),
  autostart: AutostartSchema,
  protected: z.boolean(),
  pid: z.number().nullable(),
  startedAt: z.number().nullable(),
  /** Null where it runs without a way to have one. */
  agent: AgentViewSchema.nullable(),
  permissions: z.partialRecord(OperationSchema, PermissionSchema),
  /** Why it must stay as it is, where linked disks of another machine stand on its own; else null. */
  stoodOn: z.string().nullable(),
  consoles: z.array(ConsoleInfoSchema),
  /** What only machines of its driver can do. */
  actions: z.array(ActionSchema),
  /** What its settings form starts from; null where there is no form for its driver. */
  editable: HardwareSchema.nullable(),
  snapshots: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      note: z.string(),
      createdAt: z.string(),
      parent: z.string().nullable(),
      withMemory: z.boolean(),
      /** Whether it comes back paused with that memory, as it was. */
      paused: z.boolean(),
      /** What its memory takes on the drive. */
      bytes: z.number().nullable(),
      /** What its disks would take as images of their own. */
      diskBytes: z.number().nullable(),
      picture: z.boolean(),
    }),
  ),
  /** The snapshot from which the machine goes on. */
  snapshot: z.string().nullable(),
  /** Whether it can have snapshots, or why not. */
  snapshotable: PermissionSchema,
  /** Whether machines of its kind run accelerated or emulated. */
  accelerates: z.boolean(),
  /** Whether a snapshot keeps the memory of machines of its kind while they are active. */
  snapshotsKeepMemory: z.boolean(),
  /** How it can be started when it is off. */
  startsHow: z.array(StartHowSchema),
  /** Fields of that form, as paths, which the active machine takes at once. */
  live: z.array(z.string()),
  /** Fields of that form which the machine will have only after its next start. */
  pending: z.array(z.string()),
  /** The definition as it is stored: the text in which it is edited. */
  definition: z.string(),
  /** What the machine runs with now and will have after its next start, as JSON; null for nothing there. */
  differences: z.array(
    z.object({ path: z.string(), now: z.string().nullable(), next: z.string().nullable() }),
  ),
});
export type SnapshotView = z.infer<typeof MachineDetailSchema>['snapshots'][number];
export type MachineDetail = z.infer<typeof MachineDetailSchema>;

/** A definition file of which no machine could be made. */
export const BrokenRowSchema = z.object({
  path: z.string(),
  name: z.string(),
  driver: z.string(),
  failure: FailureSchema,
});
export type BrokenRow = z.infer<typeof BrokenRowSchema>;

export const MachineListSchema = z.object({
  machines: z.array(MachineRowSchema),
  broken: z.array(BrokenRowSchema),
  /** How many machines are in the bin. */
  binned: z.number(),
});
export type MachineList = z.infer<typeof MachineListSchema>;

/** A machine that needs a disk of another one, as its own or because it stands on it. */
const NeedingSchema = z.object({ name: z.string(), inBin: z.boolean() });
export type Needing = z.infer<typeof NeedingSchema>;

/** A file that goes with a machine. */
export const BelongingSchema = z.object({
  path: z.string(),
  bytes: z.number(),
  neededBy: z.array(NeedingSchema),
});
export type BelongingView = z.infer<typeof BelongingSchema>;

/** A deleted machine that can still be had back. */
export const BinRowSchema = z.object({
  id: DomainIdSchema,
  driver: z.string(),
  name: z.string(),
  /** When it was deleted, and when it goes for good: milliseconds since the epoch. */
  binnedAt: z.number(),
  goesAt: z.number(),
  /** What it takes on the drive; null where that could not be found out. */
  bytes: z.number().nullable(),
  /** Who needs its disks: while there are any, it can't be deleted for good. */
  neededBy: z.array(NeedingSchema),
});
export type BinRow = z.infer<typeof BinRowSchema>;
