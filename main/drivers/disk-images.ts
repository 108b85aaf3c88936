import { z } from 'zod';
import type { DomainSnapshot, LockedDomain } from '../domains/domain';
import { FailureSchema } from '../domains/failure';
import type { Job } from '../domains/job';

/** Formats that machines write. */
export const DISK_FORMATS = ['qcow2', 'raw'] as const;
export type DiskFormat = (typeof DISK_FORMATS)[number];
/** Formats of other hypervisors, for a disk that goes to one of them. */
export const EXPORT_FORMATS = ['qcow2', 'raw', 'vmdk', 'vdi', 'vhdx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A disk as a machine's config has it: takes no look at the file. */
export interface DiskOfConfig {
  readonly id: string;
  readonly path: string;
  readonly format: string;
  /** True where Paddock made the file. */
  readonly owned: boolean;
  /** The images beneath it, nearest first: it holds only what differs from them. */
  readonly backing: readonly string[];
}

/** A process that has an image open. */
export const HolderSchema = z.object({
  pid: z.number(),
  /** The program's name. */
  program: z.string(),
  /** The machine that it runs, where it is one. */
  machine: z.string().nullable(),
});
export type Holder = z.infer<typeof HolderSchema>;

/** What the file of a disk is found to be; sizes in bytes. */
export interface DiskFacts {
  /** The size that the system inside sees. */
  readonly bytes: number;
  /** What it takes on the drive; null where that is not known. */
  readonly takenBytes: number | null;
  /** How many snapshots are inside it. */
  readonly snapshots: number;
}

/** A disk that was looked at. */
export interface LookedDisk extends DiskOfConfig {
  readonly holders: readonly Holder[];
  readonly found: { readonly facts: DiskFacts } | { readonly failure: z.infer<typeof FailureSchema> };
}

/** What a check of a disk has found. */
export const DiskReportSchema = z.object({
  /** `leaky`: some space is taken for nothing, no data is harmed. */
  verdict: z.enum(['sound', 'leaky', 'damaged']),
  /** Places of the image that are damaged. */
  corruptions: z.number(),
  /** Clusters that nothing uses. */
  leaks: z.number(),
  /** What a repair has mended. */
  mended: z.number(),
});
export type DiskReport = z.infer<typeof DiskReportSchema>;

/** How a machine's disks become those of a new one. */
export type BranchFrom =
  /** Each new disk stands on the source's, which must not change any more. */
  | { readonly kind: 'linked' }
  /** Whole disks, as they were at a snapshot. */
  | { readonly kind: 'snapshot'; readonly tag: string };

/**
 * What a driver can do with the disk images of its machines. Operations get their machine locked and a job, as those of
 * `Driver` do; states, and that no other machine needs the image, have been checked. A file appears under its name only
 * when it is whole. Each throws `file-in-use`, naming the holder, where another program has the image.
 */
export interface DiskImages<C, R> {
  /** Clears away what was being made when the app was killed; called once, before anything else. Never throws. */
  sweep(): Promise<void>;
  of(config: C): readonly DiskOfConfig[];
  /** Looks at the files; takes no lock. What can't be found out of one is told with it. */
  look(machine: DomainSnapshot<C>): Promise<readonly LookedDisk[]>;
  /** Makes an empty disk and answers with the config that has it. */
  create(machine: LockedDomain<C, R>, bytes: number, job: Job): Promise<C>;
  /** Enlarges a disk, also of a machine that runs. Throws `argument-invalid` where it would be made smaller. */
  resize(machine: LockedDomain<C, R>, disk: string, bytes: number, job: Job): Promise<void>;
  /** Writes the disk anew in another format, beside the old file; answers with the config that has the new one. */
  convert(machine: LockedDomain<C, R>, disk: string, format: DiskFormat, job: Job): Promise<C>;
  /** Writes the disk anew without what nothing uses, in the place of the old file. */
  compact(machine: LockedDomain<C, R>, disk: string, compress: boolean, job: Job): Promise<void>;
  check(machine: LockedDomain<C, R>, disk: string, job: Job): Promise<DiskReport>;
  /** Frees what leaks; with `damage`, also mends what is damaged, which may lose data. */
  repair(machine: LockedDomain<C, R>, disk: string, damage: boolean, job: Job): Promise<DiskReport>;
  /** Takes what a linked disk has from others into itself; answers with the config that stands on nothing. */
  flatten(machine: LockedDomain<C, R>, disk: string, job: Job): Promise<C>;
  /** Tells a linked disk where the one beneath it lies now; answers with the config that stands on that. */
  rebase(machine: LockedDomain<C, R>, disk: string, base: string, job: Job): Promise<C>;
  /** Writes a copy of the disk to a path that is free. */
  export(
    machine: LockedDomain<C, R>,
    disk: string,
    to: { readonly path: string; readonly format: ExportFormat },
    job: Job,
  ): Promise<void>;
  /** The config of a machine made from another one's. Makes nothing. */
  planBranch(id: LockedDomain<C, R>['id'], source: C, from: BranchFrom): Promise<C>;
  /** Makes a planned branch from its source, which is off and stays so. Undoes its own work when it fails. */
  branch(copy: LockedDomain<C, R>, source: C, from: BranchFrom, job: Job): Promise<void>;
  /** Deletes files that a machine has no more, where Paddock made them. */
  discard(id: LockedDomain<C, R>['id'], config: C, kept: readonly string[]): Promise<void>;
}
