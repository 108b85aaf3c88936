/**
 * What may cross the border between the window and the main process: calls, events and ports, as zod schemas and types.
 * Main checks with the schemas; preload and renderer take the types only.
 */
import { z } from 'zod';
import { DefinitionSchema, DomainIdSchema, NAME_MAX_LENGTH } from '../main/domains/definition';
import { FailureSchema } from '../main/domains/failure';
import { DiskOperationSchema, JobViewSchema, OperationSchema } from '../main/domains/job';
import { OperationRecordSchema } from '../main/domains/operation-record';
import { DomainStateSchema } from '../main/domains/state';
import { DISK_FORMATS, DiskReportSchema, EXPORT_FORMATS, HolderSchema } from '../main/drivers/disk-images';
import { FOREIGN_KINDS } from '../main/drivers/foreign-machine';
import {
  ActionSchema,
  ConsoleInfoSchema,
  FoundProgramSchema,
  ProbeSchema,
  StartHowSchema,
} from '../main/drivers/driver';
import { IncusChoicesSchema, IncusHardwareSchema, IncusRequestSchema } from '../main/drivers/incus/config';
import { LxcChoicesSchema, LxcHardwareSchema, LxcRequestSchema } from '../main/drivers/lxc/config';
import {
  OpenvzChoicesSchema,
  OpenvzHardwareSchema,
  OpenvzRequestSchema,
} from '../main/drivers/openvz/config';
import { QemuChoicesSchema, QemuHardwareSchema, QemuRequestSchema } from '../main/drivers/qemu/config';
import { InvitationSchema, RemoteNameSchema, RemoteSchema } from '../main/drivers/remotes';
import { TestHardwareSchema, TestRequestSchema } from '../main/drivers/test/config';
import { LANGUAGES } from '../text/languages';

export type { Failure, Remedy } from '../main/domains/failure';
export type { DiskOperation, JobView, Operation } from '../main/domains/job';
export type { OperationRecord } from '../main/domains/operation-record';
export type { DomainState } from '../main/domains/state';
export type { DomainId } from '../main/domains/definition';
export type { DiskFormat, DiskReport, ExportFormat } from '../main/drivers/disk-images';
export type { Action, ConsoleInfo, FoundProgram, Probe, StartHow } from '../main/drivers/driver';
export type { Remote } from '../main/drivers/remotes';
export type { QemuChoices, QemuHardware } from '../main/drivers/qemu/config';
export type { QemuRequest } from '../main/drivers/qemu/config';
export type { TestRequest } from '../main/drivers/test/config';

// --- what is shown ---

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

const AutostartSchema = DefinitionSchema.shape.autostart.unwrap();

/** What can be changed of a machine, by its driver. */
export const HardwareSchema = z.discriminatedUnion('driver', [
  z.object({ driver: z.literal('qemu'), hardware: QemuHardwareSchema }),
  z.object({ driver: z.literal('lxc'), hardware: LxcHardwareSchema }),
  z.object({ driver: z.literal('incus'), hardware: IncusHardwareSchema }),
  z.object({ driver: z.literal('openvz'), hardware: OpenvzHardwareSchema }),
  z.object({ driver: z.literal('test'), hardware: TestHardwareSchema }),
]);
export type Hardware = z.infer<typeof HardwareSchema>;

/** What the hardware form can offer on this computer, by the machine's driver. */
export const HardwareChoicesSchema = z.discriminatedUnion('driver', [
  z.object({ driver: z.literal('qemu'), choices: QemuChoicesSchema }),
  z.object({ driver: z.literal('lxc'), choices: LxcChoicesSchema }),
  z.object({ driver: z.literal('openvz'), choices: OpenvzChoicesSchema }),
]);
export type HardwareChoices = z.infer<typeof HardwareChoicesSchema>;

/** What the create form of a driver can offer. */
export const RequestChoicesSchema = z.discriminatedUnion('driver', [
  z.object({ driver: z.literal('incus'), choices: IncusChoicesSchema }),
  z.object({ driver: z.literal('openvz'), choices: OpenvzChoicesSchema }),
]);
export type RequestChoices = z.infer<typeof RequestChoicesSchema>;

/** All that the machine's page shows. */
export const MachineDetailSchema = MachineRowSchema.extend({
  description: z.string(),
  autostart: AutostartSchema,
  protected: z.boolean(),
  pid: z.number().nullable(),
  startedAt: z.number().nullable(),
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

/** A disk of a machine; sizes in bytes. */
export const DiskViewSchema = z.object({
  id: z.string(),
  path: z.string(),
  format: z.string(),
  /** True where Paddock made the file. */
  owned: z.boolean(),
  /** The images beneath a linked disk, nearest first. */
  backing: z.array(z.string()),
  /** The processes that have it open. */
  holders: z.array(HolderSchema),
  /** What the file was found to be, or why that could not be found out. */
  found: z.union([
    z.object({
      facts: z.object({ bytes: z.number(), takenBytes: z.number().nullable(), snapshots: z.number() }),
    }),
    z.object({ failure: FailureSchema }),
  ]),
  /** The other machines that use it. */
  uses: z.array(
    z.object({ id: DomainIdSchema, name: z.string(), as: z.enum(['disk', 'backing']), inBin: z.boolean() }),
  ),
  permissions: z.record(DiskOperationSchema, PermissionSchema),
});
export type DiskView = z.infer<typeof DiskViewSchema>;

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
});
export type BinRow = z.infer<typeof BinRowSchema>;

/** Who holds a lock, for what, since when (ms since the epoch), and what waits for it. */
const LockViewSchema = z.object({
  holder: z.object({ purpose: z.string(), since: z.number() }).nullable(),
  queue: z.array(z.string()),
});

/** Why something is busy: every lock that is held or waited for, and every job. */
export const BusySchema = z.object({
  lists: z.array(LockViewSchema.extend({ driver: z.string() })),
  machines: z.array(
    LockViewSchema.extend({
      id: DomainIdSchema,
      name: z.string(),
      jobs: z.array(JobViewSchema),
      /** What waits for a job to end. */
      waitingForJobs: z.array(z.string()),
    }),
  ),
});
export type Busy = z.infer<typeof BusySchema>;

/** How far back the log of operations can be asked for. */
export const OPERATIONS_LIMIT = 500;

export const DriverViewSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Null while the probe is under way. */
  probe: ProbeSchema.nullable(),
  /** Whether the create page offers it. */
  creates: z.boolean(),
});
export type DriverView = z.infer<typeof DriverViewSchema>;

const Path = z.string().min(1).max(4096);

/** In percent. */
export const ZOOM_MIN = 100;
export const ZOOM_MAX = 200;

export const SettingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** What Paddock speaks; `system` is the desktop's language, where Paddock has it. */
  language: z.enum(['system', ...LANGUAGES]),
  /** Whether the demo machines of the Test driver are shown. */
  demo: z.boolean(),
  /** Closing the window leaves the tray icon; otherwise it quits. Machines run on either way. */
  closeToTray: z.boolean(),
  /** The desktop starts Paddock at login, in the tray. */
  startAtLogin: z.boolean(),
  /** How large everything is drawn, in percent. */
  zoom: z.number().int().min(ZOOM_MIN).max(ZOOM_MAX),
  /** Which operations ask before they are done. */
  confirmDestroy: z.boolean(),
  confirmReset: z.boolean(),
  confirmUndefine: z.boolean(),
  /** What new machines begin with; null for what suits this computer. */
  newMemoryMiB: z
    .number()
    .int()
    .min(16)
    .max(4 * 1024 * 1024)
    .nullable(),
  newCpus: z.number().int().min(1).max(255).nullable(),
  newDiskGiB: z.number().int().min(1).max(65_536).nullable(),
  /** Where new disks are made, a folder for each machine; null for Paddock’s own place. */
  diskFolder: Path.nullable(),
  /** QEMU’s programs; null for those that are found by their names. */
  qemuSystem: Path.nullable(),
  qemuImg: Path.nullable(),
});
export type Settings = z.infer<typeof SettingsSchema>;

export const AppInfoSchema = z.object({
  version: z.string(),
  electron: z.string(),
  chrome: z.string(),
  node: z.string(),
  platform: z.string(),
  /** False as root, where Chromium's sandbox can't be used. */
  sandboxed: z.boolean(),
  hostMemoryBytes: z.number(),
  hostCpus: z.number(),
});
export type AppInfo = z.infer<typeof AppInfoSchema>;

/** A system that a file was recognised to hold, and what it wants of its machine. */
export const RecognisedSystemSchema = z.object({
  /** osinfo's short identity, such as `debian12`. */
  id: z.string(),
  title: z.string(),
  /** Bytes; null where nobody says. */
  memory: z.number().nullable(),
  cpus: z.number().nullable(),
  disk: z.number().nullable(),
  firmware: z.enum(['bios', 'uefi', 'secure']),
  tpm: z.boolean(),
});

/** What a file chosen or dropped by a person seems to be. */
export const InspectedFileSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('iso'),
    path: z.string(),
    bytes: z.number(),
    label: z.string().nullable(),
    system: RecognisedSystemSchema.nullable(),
  }),
  z.object({ kind: z.literal('kernel'), path: z.string(), bytes: z.number() }),
  z.object({
    kind: z.literal('disk'),
    path: z.string(),
    bytes: z.number(),
    format: z.string(),
    system: RecognisedSystemSchema.nullable(),
  }),
  z.object({ kind: z.literal('other'), path: z.string(), bytes: z.number() }),
]);
export type InspectedFile = z.infer<typeof InspectedFileSchema>;

const Amount = z.number().nullable();
/** What a machine takes now; null where that can't be known. */
export const RatesSchema = z.object({
  /** In cores: 1 is one of the host's, all of the time. */
  cpu: Amount,
  /** In bytes. */
  memory: Amount,
  /** In bytes a second. */
  diskRead: Amount,
  diskWritten: Amount,
  netReceived: Amount,
  netSent: Amount,
});
export type Rates = z.infer<typeof RatesSchema>;

const Amounts = z.array(Amount);
/** What a machine took over a time: for each point its moment (ms since the epoch) and its amounts. */
export const UsageHistorySchema = z.object({
  at: z.array(z.number()),
  cpu: Amounts,
  memory: Amounts,
  diskRead: Amounts,
  diskWritten: Amounts,
  netReceived: Amounts,
  netSent: Amounts,
});
export type UsageHistory = z.infer<typeof UsageHistorySchema>;

/** A console in a window of its own. */
export const DetachedConsoleSchema = z
  .object({ id: DomainIdSchema, console: z.string().min(1).max(100) })
  .strict();
export type DetachedConsole = z.infer<typeof DetachedConsoleSchema>;

/** A machine that another program made, as far as it can be taken over; sizes in bytes. */
export const ForeignViewSchema = z.object({
  kind: z.enum(FOREIGN_KINDS),
  name: z.string(),
  memory: z.number().nullable(),
  cpus: z.number().nullable(),
  disks: z.array(z.object({ title: z.string(), format: z.string(), bytes: z.number() })),
  /** Whether its disks can also be used where they lie. */
  inPlace: PermissionSchema,
  /** What can't be taken over, a sentence each. */
  left: z.array(z.string()),
});
export type ForeignView = z.infer<typeof ForeignViewSchema>;

const DriverArgs = z.object({ driver: z.string().min(1).max(60) });

export const DefineRequestSchema = z.discriminatedUnion('driver', [
  z.object({
    driver: z.literal('qemu'),
    name: z.string().max(10_000),
    start: z.boolean(),
    request: QemuRequestSchema,
  }),
  z.object({
    driver: z.literal('lxc'),
    name: z.string().max(10_000),
    start: z.boolean(),
    request: LxcRequestSchema,
  }),
  z.object({
    driver: z.literal('incus'),
    name: z.string().max(10_000),
    start: z.boolean(),
    request: IncusRequestSchema,
  }),
  z.object({
    driver: z.literal('openvz'),
    name: z.string().max(10_000),
    start: z.boolean(),
    request: OpenvzRequestSchema,
  }),
  z.object({
    driver: z.literal('test'),
    name: z.string().max(10_000),
    start: z.boolean(),
    request: TestRequestSchema,
  }),
]);
/** As the window sends it: what is left out has a default. */
export type DefineRequest = z.input<typeof DefineRequestSchema>;

// --- calls: window to main, each with an answer ---

const Nothing = z.object({}).strict();
const Machine = z.object({ id: DomainIdSchema }).strict();
const DefinitionText = z.string().max(5_000_000);
const DiskArgs = z.object({ id: DomainIdSchema, disk: z.string().min(1).max(60) });
/** The size of a disk in bytes. */
const DiskBytes = z
  .number()
  .int()
  .min(1024 ** 2)
  .max(64 * 1024 ** 4);

function call<A extends z.ZodType, R extends z.ZodType>(
  args: A,
  result: R,
): { readonly args: A; readonly result: R } {
  return { args, result };
}

export const calls = {
  'app.info': call(Nothing, AppInfoSchema),
  'app.quit': call(Nothing, z.void()),
  'settings.get': call(Nothing, SettingsSchema),
  /** Fails with the field of what can’t be so; nothing is changed then. */
  'settings.set': call(SettingsSchema.partial().strict(), SettingsSchema),
  /** Looks at a program at this path, or at the one in use where it is null. */
  'programs.look': call(
    z.object({ program: z.enum(['qemuSystem', 'qemuImg']), path: Path.nullable() }).strict(),
    FoundProgramSchema,
  ),
  'drivers.list': call(Nothing, z.array(DriverViewSchema)),
  'drivers.probe': call(Nothing, z.array(DriverViewSchema)),
  /** Null where the create form of the driver needs none. */
  'drivers.requestChoices': call(DriverArgs.strict(), RequestChoicesSchema.nullable()),
  'remotes.list': call(DriverArgs.strict(), z.array(RemoteSchema)),
  /** Asks a server who it is; nothing is sent to it. */
  'remotes.look': call(
    DriverArgs.extend({ invitation: InvitationSchema }).strict(),
    z.object({ address: z.string(), fingerprint: z.string() }),
  ),
  /** Has this computer trusted by the server with this fingerprint, and shows its machines. */
  'remotes.add': call(
    DriverArgs.extend({
      name: RemoteNameSchema,
      invitation: InvitationSchema,
      fingerprint: z.string(),
    }).strict(),
    z.void(),
  ),
  'remotes.remove': call(DriverArgs.extend({ name: z.string() }).strict(), z.void()),
  /** Moves all machines of a cluster's member elsewhere, or back to it; answers when that is done. */
  'remotes.evacuate': call(
    DriverArgs.extend({ name: z.string(), member: z.string(), isAway: z.boolean() }).strict(),
    z.void(),
  ),
  'machines.list': call(Nothing, MachineListSchema),
  'machines.define': call(
    DefineRequestSchema,
    z.object({ id: DomainIdSchema, startFailure: FailureSchema.nullable() }),
  ),
  /** The name itself, or the first free one like it. */
  'machines.freeName': call(
    z.object({ driver: z.string(), name: z.string().max(NAME_MAX_LENGTH) }).strict(),
    z.string(),
  ),
  /** Looks at a machine that another program made: a disk image, an OVA, a libvirt definition, UTM's or quickemu's. */
  'import.inspect': call(z.object({ path: Path }).strict(), ForeignViewSchema),
  /** Makes a machine of it; answers when it is whole. */
  'import.run': call(
    z.object({ path: Path, name: z.string().max(10_000), disks: z.enum(['copy', 'in place']) }).strict(),
    z.object({ id: DomainIdSchema }),
  ),
  'machine.detail': call(Machine, MachineDetailSchema),
  'machine.start': call(
    z.object({ id: DomainIdSchema, how: StartHowSchema.default('normal') }).strict(),
    z.void(),
  ),
  'machine.suspend': call(Machine, z.void()),
  'machine.resume': call(Machine, z.void()),
  'machine.save': call(Machine, z.void()),
  'machine.shutdown': call(Machine, z.void()),
  'machine.destroy': call(Machine, z.void()),
  'machine.reboot': call(Machine, z.void()),
  'machine.reset': call(Machine, z.void()),
  'machine.undefine': call(Machine, z.void()),
  /** Gives up a job, where it can be given up. */
  'machine.cancel': call(z.object({ id: DomainIdSchema, job: z.string() }).strict(), z.void()),
  /** Changes what is given of what a person can change; what can't be changed while it runs comes with the next start. */
  'machine.redefine': call(
    z
      .object({
        id: DomainIdSchema,
        name: z.string().max(10_000).exactOptional(),
        description: z.string().max(100_000).exactOptional(),
        tags: z.array(z.string().min(1).max(60)).max(60).exactOptional(),
        autostart: AutostartSchema.exactOptional(),
        protected: z.boolean().exactOptional(),
        editable: HardwareSchema.exactOptional(),
      })
      .strict(),
    z.void(),
  ),
  /** What is wrong with a definition as it is edited, and where: names and numbers of JSON. */
  'machine.checkDefinition': call(
    z.object({ id: DomainIdSchema, text: DefinitionText }).strict(),
    z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })),
  ),
  /** Changes the machine to what its edited definition says. `before`: the text that was edited. */
  'machine.redefineAs': call(
    z.object({ id: DomainIdSchema, text: DefinitionText, before: DefinitionText }).strict(),
    z.void(),
  ),
  /** Null where the form of its driver needs none. */
  'machine.hardwareChoices': call(Machine, HardwareChoicesSchema.nullable()),
  /** Makes a copy, with disks of its own or linked to the machine's; answers when it is whole. */
  'machine.clone': call(
    z
      .object({
        id: DomainIdSchema,
        name: z.string().max(10_000),
        how: z
          .discriminatedUnion('kind', [
            z.object({ kind: z.literal('whole') }),
            z.object({ kind: z.literal('linked') }),
            z.object({ kind: z.literal('snapshot'), snapshot: z.uuid() }),
          ])
          .default({ kind: 'whole' }),
      })
      .strict(),
    z.object({ id: DomainIdSchema }),
  ),
  /** Does one of the machine's `actions`; `values` by the names of its fields. */
  'machine.act': call(
    z
      .object({
        id: DomainIdSchema,
        action: z.string().min(1).max(60),
        values: z.record(z.string().max(60), z.string().max(10_000)),
      })
      .strict(),
    z.void(),
  ),
  /** What this window shows now, in place of what it showed before: only that is measured each second, and pictured. */
  'watch.show': call(
    z
      .object({ usage: z.array(DomainIdSchema).max(500), thumbnails: z.array(DomainIdSchema).max(500) })
      .strict(),
    z.void(),
  ),
  'usage.history': call(
    z.object({ id: DomainIdSchema, span: z.enum(['5min', '1h', '24h']) }).strict(),
    UsageHistorySchema,
  ),
  /** What deleting would delete besides the definition. */
  'machine.belongings': call(Machine, z.array(z.object({ path: z.string(), bytes: z.number() }))),
  'machine.commandLine': call(Machine, z.array(z.string()).nullable()),
  'machine.dismissFailure': call(Machine, z.void()),
  'snapshot.create': call(
    z.object({ id: DomainIdSchema, name: z.string().max(10_000), note: z.string().max(10_000) }).strict(),
    z.void(),
  ),
  'snapshot.rename': call(
    z
      .object({
        id: DomainIdSchema,
        snapshot: z.string(),
        name: z.string().max(10_000),
        note: z.string().max(10_000),
      })
      .strict(),
    z.void(),
  ),
  /** What the machine showed when it was taken, as a `data:` address of a PNG. */
  'snapshot.picture': call(
    z.object({ id: DomainIdSchema, snapshot: z.string() }).strict(),
    z.string().nullable(),
  ),
  /** Goes back to a snapshot; what has happened since is lost. */
  'snapshot.revert': call(z.object({ id: DomainIdSchema, snapshot: z.string() }).strict(), z.void()),
  'snapshot.delete': call(z.object({ id: DomainIdSchema, snapshot: z.string() }).strict(), z.void()),
  'disks.list': call(Machine, z.array(DiskViewSchema)),
  /** Adds an empty disk; a running machine has it after its next start. */
  'disk.create': call(z.object({ id: DomainIdSchema, bytes: DiskBytes }).strict(), z.void()),
  'disk.resize': call(DiskArgs.extend({ bytes: DiskBytes }).strict(), z.void()),
  'disk.convert': call(DiskArgs.extend({ format: z.enum(DISK_FORMATS) }).strict(), z.void()),
  'disk.compact': call(DiskArgs.extend({ compress: z.boolean() }).strict(), z.void()),
  'disk.check': call(DiskArgs.strict(), DiskReportSchema),
  'disk.repair': call(DiskArgs.extend({ damage: z.boolean() }).strict(), DiskReportSchema),
  'disk.flatten': call(DiskArgs.strict(), z.void()),
  /** Tells a linked disk where the one beneath it lies now. */
  'disk.rebase': call(DiskArgs.extend({ path: Path }).strict(), z.void()),
  'disk.export': call(DiskArgs.extend({ path: Path, format: z.enum(EXPORT_FORMATS) }).strict(), z.void()),
  'bin.list': call(Nothing, z.array(BinRowSchema)),
  /** Puts a machine back into the list; answers with the name that it has there. */
  'bin.recover': call(Machine, z.object({ name: z.string() })),
  'bin.purge': call(Machine, z.void()),
  /** Deletes all that is in the bin for good; answers with what could not be deleted. */
  'bin.empty': call(
    Nothing,
    z.object({ failed: z.array(z.object({ name: z.string(), failure: FailureSchema })) }),
  ),
  /** The latest operations first, of all machines or of one. */
  'operations.list': call(
    z
      .object({ machine: DomainIdSchema.nullable(), limit: z.number().int().min(1).max(OPERATIONS_LIMIT) })
      .strict(),
    z.array(OperationRecordSchema),
  ),
  'busy.inspect': call(Nothing, BusySchema),
  /** A report for whoever is to help, without what is the person's own. */
  'diagnostics.report': call(Nothing, z.string()),
  'file.pick': call(
    z
      .object({ purpose: z.enum(['iso', 'kernel', 'initrd', 'disk', 'archive', 'import', 'any', 'folder']) })
      .strict(),
    z.string().nullable(),
  ),
  /** Asks where a new file shall be; null where nobody wanted one. Nothing is written. */
  'file.place': call(
    z
      .object({
        name: z
          .string()
          .min(1)
          .max(200)
          .regex(/^[^/\\]+$/),
      })
      .strict(),
    z.string().nullable(),
  ),
  /** This person's public SSH keys: the name of each one's file, and the line in it. */
  'host.sshKeys': call(Nothing, z.array(z.object({ name: z.string(), key: z.string() }))),
  'file.inspect': call(z.object({ path: Path }).strict(), InspectedFileSchema),
  /** Opens the folder that holds a file of Paddock's own (a broken definition) in the desktop's file manager. */
  'file.reveal': call(z.object({ path: Path }).strict(), z.void()),
  /** Asks where to keep what the window shows, and writes it there; null where nobody wanted it. */
  'file.save': call(
    z
      .object({
        kind: z.enum(['picture', 'text']),
        name: z
          .string()
          .min(1)
          .max(200)
          .regex(/^[^/\\]+$/),
        bytes: z.instanceof(Uint8Array).refine(({ length }) => length <= 256 * 1024 * 1024, 'too large'),
      })
      .strict(),
    z.string().nullable(),
  ),
  'clipboard.write': call(z.object({ text: z.string().max(1_000_000) }).strict(), z.void()),
  'clipboard.read': call(Nothing, z.string()),
  /** Which consoles have windows of their own. */
  'detached.list': call(Nothing, z.array(DetachedConsoleSchema)),
  'detached.show': call(DetachedConsoleSchema, z.void()),
  /** Closes its window; the console itself goes on. */
  'detached.close': call(DetachedConsoleSchema, z.void()),
  /** Answers `bookmarkWanted` with where one is in the window; null where something in it can't be kept. */
  'bookmark.keep': call(z.object({ bookmark: z.string().max(5_000_000).nullable() }).strict(), z.void()),
  /** Where one was in the window that was ended while it was hidden; once, and null where there was none. */
  'bookmark.take': call(Nothing, z.string().nullable()),
  /** Asks for a port to a console; it arrives through `onPort` with the token of the answer. */
  'console.open': call(
    z.object({ id: DomainIdSchema, console: z.string().min(1).max(100) }).strict(),
    z.object({ token: z.string() }),
  ),
} as const;

export type CallName = keyof typeof calls;
export type CallArgs<K extends CallName> = z.input<(typeof calls)[K]['args']>;
export type CallResult<K extends CallName> = z.output<(typeof calls)[K]['result']>;
/** Errors cross as data: an Error would lose all but its message on the way. */
export type CallAnswer<K extends CallName> =
  | { readonly ok: true; readonly value: CallResult<K> }
  | { readonly ok: false; readonly failure: z.infer<typeof FailureSchema> };

// --- events: main to window ---

export const events = {
  /** What changed since the last such event, at most one a frame. */
  machines: z.object({ changed: z.array(MachineRowSchema), removed: z.array(DomainIdSchema) }),
  drivers: z.array(DriverViewSchema),
  settings: SettingsSchema,
  /** Something went into the bin or out of it. */
  bin: z.object({ binned: z.number() }),
  /** What machines that are shown take: each second, all at one moment. */
  usage: z.array(z.object({ id: DomainIdSchema, at: z.number(), rates: RatesSchema })),
  /** A small PNG of a machine's screen, where it changed. */
  thumbnail: z.object({ id: DomainIdSchema, png: z.instanceof(Uint8Array) }),
  /** A console got a window of its own or lost it: all that have one. */
  detached: z.array(DetachedConsoleSchema),
  /** An operation has ended. */
  operation: OperationRecordSchema,
  /** The window has been hidden for a while, and is ended if it can say where one is in it. */
  bookmarkWanted: z.object({}),
  /** The tray, a notification or a link asks for a page. */
  navigate: z.discriminatedUnion('to', [
    z.object({ to: z.literal('machines') }),
    z.object({ to: z.literal('create') }),
    z.object({ to: z.literal('settings') }),
    z.object({ to: z.literal('bin') }),
    z.object({ to: z.literal('activity') }),
    z.object({ to: z.literal('machine'), id: DomainIdSchema, tab: z.enum(['overview', 'console']) }),
  ]),
} as const;

export type EventName = keyof typeof events;
export type EventPayload<K extends EventName> = z.output<(typeof events)[K]>;

// --- ports: streams, one MessagePort a viewer ---

/** Sent by main on a console's port. `data` is acknowledged with `ack`, or main stops reading. */
export type ConsoleFromMain =
  | { readonly type: 'history'; readonly bytes: Uint8Array }
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'end'; readonly failure: z.infer<typeof FailureSchema> | null };

export const ConsoleToMainSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('data'), bytes: z.instanceof(Uint8Array) }),
  /** How many bytes of `history` and `data` have been dealt with. */
  z.object({ type: z.literal('ack'), bytes: z.number().int().nonnegative() }),
  z.object({
    type: z.literal('resize'),
    columns: z.number().int().min(1).max(2000),
    rows: z.number().int().min(1).max(2000),
  }),
]);
export type ConsoleToMain = z.infer<typeof ConsoleToMainSchema>;

/** Main stops reading a console when so many bytes are not acknowledged, and goes on below the lower mark. */
export const FLOW = { high: 400_000, low: 20_000 } as const;

// --- what the window finds as `window.paddock` ---

export interface PaddockBridge {
  call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallAnswer<K>>;
  /** Returns the function that ends the subscription. */
  on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): () => void;
  /** The path of a file that was dropped or chosen in the window; empty where it has none. */
  pathOf(file: File): string;
}

/** The message by which preload hands a port into the window: `window.postMessage(message, origin, [port])`. */
export interface PortMessage {
  readonly paddockPort: string;
}
