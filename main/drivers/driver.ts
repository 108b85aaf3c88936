import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { Definition, DomainId, Snapshot } from '../domains/definition';
import type { DomainSnapshot, LockedDomain } from '../domains/domain';
import type { BinOperation, DiskOperation, Job, Operation } from '../domains/job';
import type { ProgramOutput } from '../domains/program-output';
import type { DomainState } from '../domains/state';
import type { DiskImages } from './disk-images';
import type { DiskPlacement, ForeignMachine } from './foreign-machine';
import type { Remotes } from './remotes';

/** Whether a hypervisor is there, and if not, why and what would bring it. */
export const ProbeSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('ready'),
    version: z.string(),
    /** Sentences about what it can do here, e.g. that there is no hardware acceleration and why. */
    notes: z.array(z.object({ tone: z.enum(['good', 'warning']), text: z.string() })),
  }),
  z.object({
    status: z.literal('missing'),
    why: z.string(),
    /** The command that installs it, to be copied by a person. */
    install: z.string().nullable(),
  }),
]);
export type Probe = z.infer<typeof ProbeSchema>;

/** A power that is there, or the reason why it is not: shown instead of hiding the control. */
export type Capability = { readonly able: true } | { readonly able: false; readonly reason: string };
export const ABLE: Capability = Object.freeze({ able: true });
export const unable = (reason: string): Capability => Object.freeze({ able: false, reason });

/**
 * What is in the bin can always be had back or deleted, whatever its hypervisor; what can be done with disks is told by a
 * driver's `disks`.
 */
export type Capabilities = Readonly<Record<Exclude<Operation, BinOperation | DiskOperation>, Capability>>;

/** The same for all of them, but for those that are named. */
export function everyCapability(capability: Capability, but: Partial<Capabilities> = {}): Capabilities {
  return {
    define: capability,
    start: capability,
    suspend: capability,
    resume: capability,
    save: capability,
    shutdown: capability,
    destroy: capability,
    reboot: capability,
    reset: capability,
    undefine: capability,
    redefine: capability,
    clone: capability,
    'snapshot-create': capability,
    'snapshot-revert': capability,
    'snapshot-delete': capability,
    act: capability,
    ...but,
  };
}

export const ConsoleInfoSchema = z.object({
  id: z.string().min(1).max(100),
  kind: z.enum(['text', 'display']),
  title: z.string(),
});
export type ConsoleInfo = z.infer<typeof ConsoleInfoSchema>;

/** A text console, opened: bytes both ways. It ends (`end` on `output`) with its machine. */
export interface TextConsole {
  /** What was shown before it was opened, oldest first. */
  readonly history: Uint8Array;
  /** Must be read at all times: an unread serial line stalls its guest. */
  readonly output: Readable;
  readonly input: Writable;
  /** Whether it is a program that ends with the console, and not a line that can be taken up again. */
  readonly isProgram?: true;
  /** Absent where the line has no size. */
  resize?(columns: number, rows: number): void;
  /** Lets go of the console; the machine does not notice. */
  close(): void;
}

/** The clipboard of a guest, for as long as its screen is open. */
export interface ScreenClipboard {
  /** Who is told each text that is copied inside. */
  onCopied(listener: (text: string) => void): void;
  /** Puts a text into the guest's clipboard; nothing where no program inside takes it. */
  offer(text: string): void;
}

/** A graphical console, opened: a stream that speaks RFB (VNC). */
export interface DisplayConsole {
  readonly input: Writable;
  readonly output: Readable;
  /** Where something inside can share its clipboard. */
  readonly clipboard?: ScreenClipboard;
  close(): void;
}

/**
 * What a machine takes of its host. Counters grow from its start on (rates are made of two of them); null where it can't be
 * known.
 */
export interface Usage {
  /** Counter: of all its CPUs together. */
  readonly cpuNanoseconds: number | null;
  /** What it takes of the host's memory now. */
  readonly memoryBytes: number | null;
  /** Counters. */
  readonly diskReadBytes: number | null;
  readonly diskWrittenBytes: number | null;
  readonly netReceivedBytes: number | null;
  readonly netSentBytes: number | null;
}

const ActionFieldSchema = z.object({
  name: z.string().min(1).max(60),
  label: z.string(),
  /** What to choose from; null for a text that is typed. */
  choices: z.array(z.object({ value: z.string(), label: z.string() })).nullable(),
  /** What stands there at first. */
  initial: z.string(),
});

/** Something that only one driver's machines can do. Its words come from the driver, as those of errors do. */
export const ActionSchema = z.object({
  id: z.string().min(1).max(60),
  title: z.string(),
  hint: z.string(),
  /** Why it can't be done now; null where it can. */
  reason: z.string().nullable(),
  /** What is asked for before; none where the choice in the menu says it all. */
  fields: z.array(ActionFieldSchema),
  /** What would be lost, to be confirmed; null where nothing is. */
  warning: z.string().nullable(),
});
export type Action = z.infer<typeof ActionSchema>;

/** What was filled in, by the names of the action's fields. */
export type ActionValues = Readonly<Record<string, string>>;

/**
 * How a machine that is off can be started: `paused` before its first instruction; `disposable` so that nothing that it does
 * is kept.
 */
export const StartHowSchema = z.enum(['normal', 'paused', 'disposable']);
export type StartHow = z.infer<typeof StartHowSchema>;

/** What a driver may ask of whoever hosts it. */
export interface DriverHost<C, R> {
  /**
   * Lists a machine that another tool made; nothing where it is in the list or in the bin. Its identity must be the same
   * each time it is found; its name gets a number where it is taken.
   */
  appeared(definition: Definition<C>): void;
  /** Takes a machine that another tool removed out of the list. What is stored of it stays, for it may come back. */
  vanished(id: DomainId): void;
  /**
   * Changes a machine because of something seen (the guest shut itself down, the process died), as a chain of its own.
   * Comes after whatever holds the machine now; does nothing where it is gone.
   */
  observed(id: DomainId, what: string, apply: (machine: LockedDomain<C, R>) => Promise<void> | void): void;
  /** The name of another machine of this driver’s, in the list or in the bin, that needs a file; null where none does. */
  neededBy(id: DomainId, path: string): string | null;
  /** Says that `probe()` would answer otherwise now. */
  probeChanged(): void;
  readonly log: (message: string) => void;
}

/** A program, or a folder, that was looked at: where it is, and which version it says that it is; null where it says none. */
export const FoundProgramSchema = z.object({ path: z.string(), version: z.string().nullable() });
export type FoundProgram = z.infer<typeof FoundProgramSchema>;

/** In what a machine keeps its data: in disks of its own, or in files below a folder, as containers do. */
export const KeepsSchema = z.enum(['disks', 'files']);

/** A few facts for the list; null where a machine has no limit of its own. */
export interface Summary {
  readonly keeps: z.infer<typeof KeepsSchema>;
  readonly memoryBytes: number | null;
  readonly cpus: number | null;
  /** The server elsewhere where the machine is; absent where it is on this computer. */
  readonly server?: string | null;
}

/** What a machine would lose if it were deleted. */
export interface Belonging {
  readonly path: string;
  readonly bytes: number;
}

/** Makes machines of those that other programs made. */
export interface TakeOver<C, R> {
  /** What machines of this driver can't be given of it, a sentence each. */
  lacks(found: ForeignMachine): readonly string[];
  /** The config of the new machine. Makes nothing; throws where it can't be run here, or a disk can't be read. */
  plan(id: DomainId, found: ForeignMachine, placement: DiskPlacement): Promise<C>;
  /** Copies the disks that are to be copied. Undoes its own work when it fails or is cancelled. */
  make(machine: LockedDomain<C, R>, found: ForeignMachine, placement: DiskPlacement, job: Job): Promise<void>;
}

/**
 * A hypervisor. `C` is its part of a definition, `Q` what a person fills in to create one, `H` what a person can change of
 * one, `R` its live object for a running machine. Every operation gets its machine locked and a job; whatever takes long goes inside
 * `machine.unlocked(...)`, and the fate it returns is handled. States have been checked before the call; errors are
 * thrown as PaddockError and recorded by the caller. `job.signal` aborts work that a person cancelled.
 */
export interface Driver<C = unknown, Q = unknown, R = unknown, H = unknown> {
  readonly id: string;
  /** For a person: "QEMU". */
  readonly title: string;
  /** Whether definitions are kept on disk, or live in memory only. */
  readonly persistent: boolean;
  /** Checks the driver's part of a stored definition, filling in what older files lack. */
  readonly config: z.ZodType<C>;
  /** Checks what the create form sent. */
  readonly request: z.ZodType<Q>;
  /** Checks what the settings form sent: all that a person can change, changed or not. */
  readonly hardware: z.ZodType<H>;
  /** Whether its machines run accelerated or emulated; absent where that is no question, as for containers. */
  readonly accelerates?: true;
  /** Whether a snapshot keeps the memory of an active machine too. */
  readonly snapshotsKeepMemory: boolean;
  /** How its machines can be started besides the normal way. */
  readonly startsHow?: readonly StartHow[];
  /** What it can do at all, by the last probe. */
  readonly capabilities: Capabilities;
  /** The disk images of its machines; absent where they have none. */
  readonly disks?: DiskImages<C, R>;
  /** Its servers on other computers; absent where it has none. */
  readonly remotes?: Remotes;
  /** Absent where no machine of another program's can be taken over. */
  readonly takeOver?: TakeOver<C, R>;

  /** Called once, before anything else. */
  open(host: DriverHost<C, R>): void;
  /** Never throws: what goes wrong is the answer. May take seconds. */
  probe(): Promise<Probe>;
  /** Resolves when nothing that a probe began is still being tried out. Absent where nothing is. */
  triedOut?(): Promise<void>;
  /**
   * Looks at one of the programs, or folders, that a person can choose: at this path, or the one in use where it is null. Throws with why
   * it can’t be used. Absent where there is nothing to choose.
   */
  lookAtProgram?(program: string, path: string | null): Promise<FoundProgram>;
  /** Lets go of every machine without stopping one. */
  close(): Promise<void>;

  /** Finds out what a machine from the store is doing, and takes hold of it where it runs. No job is running. */
  attach(machine: LockedDomain<C, R>): Promise<void>;
  /**
   * Machines to show that are in no store (demo worlds, machines made by other tools). Asked once after the stored ones
   * were listed where the driver is persistent, else when a person wants to see them. They are stored when they are first
   * changed. Never throws for a hypervisor that is missing: there are none then.
   */
  discover(): Promise<readonly Definition<C>[]>;

  /** What the create form can offer (images, servers); absent where there is nothing to choose from. May take seconds. */
  requestChoices?(): Promise<unknown>;
  /**
   * Turns a request into a config. Makes nothing; throws with the field at fault where the request can't be met. A machine's
   * name may be any text: what its hypervisor is to call it, where that is choosier, is part of the config.
   */
  plan(id: DomainId, name: string, request: Q): Promise<C>;
  /**
   * Makes what a planned machine needs (its disks). Answers with its config where the hypervisor had a say in that. Undoes its
   * own work when it fails or is cancelled.
   */
  define(machine: LockedDomain<C, R>, request: Q, job: Job): Promise<C | void>;
  /** What the settings form starts from. */
  hardwareOf(config: C): H;
  /**
   * What the form can offer where the machine is (processors, bridges, devices); absent where that is always the same. Throws
   * `connection-lost`.
   */
  hardwareChoices?(machine: DomainSnapshot<C>): Promise<unknown>;
  /** The config as a person wants it now. Makes nothing; throws with the field at fault where that can't be met. */
  planChange(config: C, hardware: H, id: DomainId): Promise<C>;
  /**
   * Makes what the change needs, and changes at once what can be changed of a running machine, from one config to another.
   * Also called to undo that, with the two exchanged and `hardware` null. May wait for the guest; `job` tells when to give up.
   */
  applyChange(machine: LockedDomain<C, R>, from: C, to: C, hardware: H | null, job: Job): Promise<void>;
  /**
   * Which fields of the form an active machine takes at once, as paths (`cpus`, `networks.net0.link`; one stands for all
   * below it); every other waits for its next start.
   */
  live(machine: DomainSnapshot<C>): readonly string[];
  /** Which fields of the form, as such paths, an active machine will have only after its next start; empty where none, or unknown. */
  pending(machine: DomainSnapshot<C>): readonly string[];
  /** What an active machine runs with, where that can be another thing than its definition; null where it is not known. */
  runningConfig?(machine: DomainSnapshot<C>): C | null;
  /**
   * `to`, with what was made for the machine as it is in `from` and what `to` knows nothing of, so that it is not forgotten;
   * absent where a config says nothing of that.
   */
  carryOver?(from: C, to: C): C;
  /**
   * Where its hypervisor knows the machine by a name as well: gives it one there that fits its new name, where that can be
   * done now, and answers with the config that says so. Also called to undo that. Absent where names are Paddock’s alone.
   */
  rename?(machine: LockedDomain<C, R>, config: C, name: string, job: Job): Promise<C>;
  /** The config of a copy that will have this name: files and addresses of its own. Makes nothing. */
  planClone(id: DomainId, source: C, name: string): Promise<C>;
  /**
   * Makes a planned copy from its source, which is off and stays so. Answers as `define` does. Undoes its own work when it
   * fails or is cancelled.
   */
  clone(copy: LockedDomain<C, R>, source: C, job: Job): Promise<C | void>;
  /** Whether a snapshot of this machine can be taken in this state, or why not. */
  canSnapshot(config: C, state: DomainState): Capability;
  /**
   * Saves the disks, and the memory of an active machine, under the snapshot's identity. Answers with the config that was
   * saved (a running machine's may be older than the defined one), what the memory takes, and what the disks' state takes
   * where that is known, in bytes; that it holds no memory, where the driver can't save that of an active machine; and
   * that the machine comes back paused, where it was.
   */
  createSnapshot(
    machine: LockedDomain<C, R>,
    snapshot: Snapshot,
    job: Job,
  ): Promise<{
    readonly config: C;
    readonly bytes: number | null;
    readonly diskBytes?: number | null;
    readonly withMemory?: false;
    readonly paused?: boolean;
  }>;
  /** Throws where the machine could not go back to this snapshot: it is asked before a running one is ended. */
  checkSnapshot(machine: LockedDomain<C, R>, snapshot: Snapshot): Promise<void>;
  /**
   * Brings back a snapshot of a machine that is off and has its config already; one with memory is active afterwards, paused
   * where the snapshot says so. Where that fails the disks are as before, and nothing runs.
   */
  revertSnapshot(machine: LockedDomain<C, R>, snapshot: Snapshot, job: Job): Promise<void>;
  /** Deletes what a snapshot holds. May be called again after it was cut short. */
  deleteSnapshot(machine: LockedDomain<C, R>, snapshot: Snapshot, job: Job): Promise<void>;
  /** The files that a machine needs, whoever made them: none of them is deleted with another machine. */
  files(config: C): readonly string[];
  /** What `purge` would delete: only what Paddock made. The machine may be in the list or in the bin. */
  belongings(definition: Definition<C>): Promise<readonly Belonging[]>;
  /** Puts away what a machine in the bin does not need (sockets), and nothing else: it may be put back. */
  undefine(machine: LockedDomain<C, R>, job: Job): Promise<void>;
  /**
   * Deletes what `belongings` lists, of a machine that is in no list any more. Deletes nothing where it throws
   * (`file-in-use`), and may be called again after it was cut short.
   */
  purge(definition: Definition<C>): Promise<void>;

  /** Of a saved machine: goes on from where it was saved; what was saved is kept until that has succeeded. */
  start(machine: LockedDomain<C, R>, job: Job, how: StartHow): Promise<void>;
  suspend(machine: LockedDomain<C, R>, job: Job): Promise<void>;
  resume(machine: LockedDomain<C, R>, job: Job): Promise<void>;
  /** Writes the memory to the disk and ends the machine, or leaves it as it was. */
  save(machine: LockedDomain<C, R>, job: Job): Promise<void>;
  /** Asks the guest to power off and waits until it has; throws `guest-not-listening` after a while. */
  shutdown(machine: LockedDomain<C, R>, job: Job): Promise<void>;
  /** Ends it at once, whatever state it is in; of a saved machine the saved memory is thrown away. */
  destroy(machine: LockedDomain<C, R>, job: Job): Promise<void>;
  /** Asks the guest to restart. */
  reboot(machine: LockedDomain<C, R>, job: Job): Promise<void>;
  /** Restarts it as the reset button does. */
  reset(machine: LockedDomain<C, R>, job: Job): Promise<void>;

  /** What only this driver's machines can do, with what is in the way of it now. */
  actions(machine: DomainSnapshot<C>): readonly Action[];
  /**
   * Does one of them; its reason has been asked again, and its values fit its fields. Where that ran a program for the
   * person, its output is the answer, however it ended.
   */
  act(
    machine: LockedDomain<C, R>,
    action: string,
    values: ActionValues,
    job: Job,
  ): Promise<ProgramOutput | void>;

  /**
   * What machines that are active take of their host; those of which nothing can be known are left out. Takes no lock, and
   * must be cheap: it is called each second for all that are looked at. Never throws.
   */
  sample(machines: readonly DomainSnapshot<C>[]): Promise<ReadonlyMap<DomainId, Usage>>;
  /** A PNG picture of its screen; null where it shows none now. Takes no lock. */
  screenshot(machine: DomainSnapshot<C>): Promise<Uint8Array | null>;

  consoles(machine: DomainSnapshot<C>): readonly ConsoleInfo[];
  /** Takes no lock. Throws where the console can't be had. */
  openText(machine: DomainSnapshot<C>, consoleId: string): Promise<TextConsole>;
  openDisplay(machine: DomainSnapshot<C>, consoleId: string): Promise<DisplayConsole>;

  summary(config: C): Summary;
  /** The exact command that a start would run, or null where it is no command. */
  commandLine(machine: DomainSnapshot<C>): Promise<readonly string[] | null>;
}
