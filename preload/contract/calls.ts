/** Calls from the window to main, each with an answer. */
import { z } from 'zod';
import { DomainIdSchema, NAME_MAX_LENGTH } from '../../main/domains/definition';
import { FailureSchema } from '../../main/domains/failure';
import { LogEntrySchema } from '../../main/domains/happening';
import { PathSchema, WholePathSchema } from '../../main/domains/path';
import { ProgramOutputSchema } from '../../main/domains/program-output';
import { DISK_FORMATS, DiskReportSchema, EXPORT_FORMATS } from '../../main/drivers/disk-images';
import { FoundProgramSchema, StartHowSchema } from '../../main/drivers/driver';
import { InvitationSchema, RemoteNameSchema, RemoteSchema } from '../../main/drivers/remotes';
import { BusySchema, OPERATIONS_LIMIT } from './activity';
import { AppInfoSchema, DriverViewSchema } from './app';
import { CLIPBOARD_MAX, DetachedConsoleSchema } from './consoles';
import { DiskViewSchema } from './disks';
import { ForeignViewSchema, InspectedFileSchema } from './files';
import { DefineRequestSchema, HardwareChoicesSchema, HardwareSchema, RequestChoicesSchema } from './hardware';
import {
  AutostartSchema,
  BelongingSchema,
  BinRowSchema,
  MachineDetailSchema,
  MachineListSchema,
} from './machines';
import { ProgramSettingSchema, SettingsSchema } from './settings';
import { UsageHistorySchema } from './usage';

const DriverArgs = z.object({ driver: z.string().min(1).max(60) });

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
    z.object({ program: ProgramSettingSchema, path: PathSchema.nullable() }).strict(),
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
  'import.inspect': call(z.object({ path: WholePathSchema }).strict(), ForeignViewSchema),
  /** Makes a machine of it; answers when it is whole. */
  'import.run': call(
    z
      .object({
        path: WholePathSchema,
        name: z.string().max(10_000),
        disks: z.enum(['copy', 'in place']),
        /** Lost disks that a person goes without. */
        without: z.array(z.string()).default([]),
      })
      .strict(),
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
  /** Does one of the machine's `actions`; `values` by the names of its fields. Answers with what a program printed, if one ran. */
  'machine.act': call(
    z
      .object({
        id: DomainIdSchema,
        action: z.string().min(1).max(60),
        values: z.record(z.string().max(60), z.string().max(10_000)),
      })
      .strict(),
    ProgramOutputSchema.nullable(),
  ),
  /** What this window shows now, in place of what it showed before: only that is measured, and pictured. */
  'watch.show': call(
    z
      .object({
        /** With numbers among others, which are measured every few seconds. */
        usage: z.array(DomainIdSchema).max(500),
        /** With graphs of their own, for which they are measured each second. */
        closely: z.array(DomainIdSchema).max(500),
        thumbnails: z.array(DomainIdSchema).max(500),
        /** Whether what all active machines take is to be told every few seconds, to put them in that order. */
        all: z.boolean(),
      })
      .strict(),
    z.void(),
  ),
  'usage.history': call(
    z.object({ id: DomainIdSchema, span: z.enum(['5min', '1h', '24h']) }).strict(),
    UsageHistorySchema,
  ),
  /** What deleting would delete besides the definition. */
  'machine.belongings': call(Machine, z.array(BelongingSchema)),
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
  'disk.rebase': call(DiskArgs.extend({ path: WholePathSchema }).strict(), z.void()),
  'disk.export': call(
    DiskArgs.extend({ path: WholePathSchema, format: z.enum(EXPORT_FORMATS) }).strict(),
    z.void(),
  ),
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
    z.array(LogEntrySchema),
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
  'file.inspect': call(z.object({ path: WholePathSchema }).strict(), InspectedFileSchema),
  /** Opens the folder that holds a file of Paddock's own (a broken definition) in the desktop's file manager. */
  'file.reveal': call(z.object({ path: PathSchema }).strict(), z.void()),
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
  'clipboard.write': call(z.object({ text: z.string().max(CLIPBOARD_MAX) }).strict(), z.void()),
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
