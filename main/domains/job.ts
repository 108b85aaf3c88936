import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { PaddockError } from './failure';
import type { ProgramOutput } from './program-output';

/**
 * What a person or a program can ask of a machine, by libvirt's names. It has none for `act`, which is what one driver's
 * machines alone can do, nor for the bin's two.
 */
export const OperationSchema = z.enum([
  'define',
  'start',
  'suspend',
  'resume',
  'shutdown',
  'destroy',
  'reboot',
  'reset',
  'save',
  'undefine',
  'redefine',
  'clone',
  'snapshot-create',
  'snapshot-revert',
  'snapshot-delete',
  'act',
  'recover',
  'purge',
  'disk-create',
  'disk-resize',
  'disk-convert',
  'disk-compact',
  'disk-check',
  'disk-repair',
  'disk-flatten',
  'disk-rebase',
  'disk-export',
]);
export type Operation = z.infer<typeof OperationSchema>;
/** What is done with a machine in the bin: back into the list, or away for good. */
export type BinOperation = Extract<Operation, 'recover' | 'purge'>;
/** What is done with one disk of a machine. */
export const DiskOperationSchema = OperationSchema.extract([
  'disk-create',
  'disk-resize',
  'disk-convert',
  'disk-compact',
  'disk-check',
  'disk-repair',
  'disk-flatten',
  'disk-rebase',
  'disk-export',
]);
export type DiskOperation = z.infer<typeof DiskOperationSchema>;

export const RequesterSchema = z.enum(['window', 'tray', 'command line', 'autostart', 'Paddock']);
export type Requester = z.infer<typeof RequesterSchema>;

export const ProgressSchema = z.object({
  done: z.number().nonnegative(),
  total: z.number().positive().nullable(),
  unit: z.enum(['bytes', 'steps', 'ms']),
});
export type Progress = z.infer<typeof ProgressSchema>;

/** A running job as readers see it. */
export const JobViewSchema = z.object({
  id: z.string(),
  operation: OperationSchema,
  by: RequesterSchema,
  /** Milliseconds since the epoch. */
  since: z.number(),
  step: z.string().nullable(),
  progress: ProgressSchema.nullable(),
  cancellable: z.boolean(),
});
export type JobView = z.infer<typeof JobViewSchema>;

/**
 * What a job does to its machine: reads it, changes it, puts an end to it, or asks something of the system inside, whose
 * answer nobody can promise.
 */
export type JobKind = 'reading' | 'changing' | 'destroying' | 'agent';

interface JobRule {
  readonly kind: JobKind;
  /** Whether the job can be given up half way, unless its driver tells otherwise. */
  readonly cancellable: boolean;
  /** The mask: the kinds of jobs that may run beside this one. Both must allow it. */
  readonly allows: readonly JobKind[];
  /** Operations that may end this job early and take its place; those that are neither allowed nor here are refused. */
  readonly yieldsTo: readonly Operation[];
}

/** Which job may run beside which, and which gives way. Force off must always get through, or a hung machine stays hung. */
export const JOB_RULES: Readonly<Record<Operation, JobRule>> = {
  define: { kind: 'changing', cancellable: true, allows: [], yieldsTo: [] },
  start: { kind: 'changing', cancellable: true, allows: [], yieldsTo: ['destroy'] },
  suspend: { kind: 'changing', cancellable: false, allows: [], yieldsTo: ['destroy'] },
  resume: { kind: 'changing', cancellable: false, allows: [], yieldsTo: ['destroy'] },
  save: { kind: 'changing', cancellable: true, allows: [], yieldsTo: ['destroy'] },
  shutdown: {
    kind: 'agent',
    cancellable: true,
    allows: ['reading'],
    yieldsTo: ['destroy', 'reset', 'suspend'],
  },
  destroy: { kind: 'destroying', cancellable: false, allows: [], yieldsTo: [] },
  reboot: { kind: 'agent', cancellable: true, allows: ['reading'], yieldsTo: ['destroy', 'reset'] },
  reset: { kind: 'changing', cancellable: false, allows: [], yieldsTo: ['destroy'] },
  undefine: { kind: 'destroying', cancellable: false, allows: [], yieldsTo: [] },
  // It may wait for a guest to let go of a device.
  redefine: { kind: 'changing', cancellable: false, allows: [], yieldsTo: ['destroy'] },
  clone: { kind: 'reading', cancellable: true, allows: ['reading'], yieldsTo: [] },
  'snapshot-create': { kind: 'changing', cancellable: false, allows: [], yieldsTo: ['destroy'] },
  'snapshot-revert': { kind: 'changing', cancellable: false, allows: [], yieldsTo: [] },
  'snapshot-delete': { kind: 'changing', cancellable: false, allows: [], yieldsTo: [] },
  act: { kind: 'changing', cancellable: true, allows: [], yieldsTo: [] },
  recover: { kind: 'changing', cancellable: false, allows: [], yieldsTo: [] },
  purge: { kind: 'destroying', cancellable: false, allows: [], yieldsTo: [] },
  'disk-create': { kind: 'changing', cancellable: true, allows: [], yieldsTo: ['destroy'] },
  'disk-resize': { kind: 'changing', cancellable: false, allows: [], yieldsTo: ['destroy'] },
  'disk-convert': { kind: 'changing', cancellable: true, allows: [], yieldsTo: [] },
  'disk-compact': { kind: 'changing', cancellable: true, allows: [], yieldsTo: [] },
  'disk-check': { kind: 'reading', cancellable: true, allows: ['reading'], yieldsTo: [] },
  // Killed half way it would leave a disk worse than it was.
  'disk-repair': { kind: 'changing', cancellable: false, allows: [], yieldsTo: [] },
  'disk-flatten': { kind: 'changing', cancellable: true, allows: [], yieldsTo: [] },
  'disk-rebase': { kind: 'changing', cancellable: false, allows: [], yieldsTo: [] },
  'disk-export': { kind: 'reading', cancellable: true, allows: ['reading'], yieldsTo: [] },
};

export function canRunBeside(one: Operation, other: Operation): boolean {
  const [a, b] = [JOB_RULES[one], JOB_RULES[other]];
  return a.allows.includes(b.kind) && b.allows.includes(a.kind);
}

/** One long change of one machine. Owned by the chain of calls that began it; others only read it or cancel it. */
export class Job {
  readonly id = randomUUID();
  readonly since = Date.now();
  /** Resolves when the job has ended, however it ended. Never rejects. */
  readonly ended: Promise<void>;
  /** What a program printed that it ran for a person; null where it ran none. */
  output: ProgramOutput | null = null;
  #step: string | null = null;
  #progress: Progress | null = null;
  #cancellable: boolean;
  readonly #abort = new AbortController();
  readonly #onChange: () => void;
  readonly #waiting = new Set<{ readonly purpose: string }>();
  #end!: () => void;

  constructor(
    readonly operation: Operation,
    readonly by: Requester,
    onChange: () => void,
  ) {
    this.#onChange = onChange;
    this.#cancellable = JOB_RULES[operation].cancellable;
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  /** Aborts when the job is cancelled; long work hands it on to whatever it awaits. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get cancellable(): boolean {
    return this.#cancellable;
  }

  /** Tells whether the job can be given up from now on: some can in one driver, or for a while, whatever their rule. Needs no lock. */
  allowCancel(allowed: boolean): void {
    this.#cancellable = allowed;
    this.#onChange();
  }

  /** Tells what the job is doing now. Needs no lock. */
  report(step: string | null, progress: Progress | null = null): void {
    this.#step = step;
    this.#progress = progress;
    this.#onChange();
  }

  yieldsTo(operation: Operation): boolean {
    return JOB_RULES[this.operation].yieldsTo.includes(operation);
  }

  /** Asks the job to end early. Needs no lock. */
  cancel(because: string): void {
    if (this.#abort.signal.aborted) return;
    this.#abort.abort(
      new PaddockError({
        code: 'cancelled',
        message: `The operation “${this.operation}” was cancelled.`,
        cause: because,
      }),
    );
    this.#onChange();
  }

  /** The error for a caller that was cancelled; undefined while the job goes on. */
  get cancelled(): PaddockError | undefined {
    const reason: unknown = this.#abort.signal.reason;
    return this.#abort.signal.aborted && reason instanceof PaddockError ? reason : undefined;
  }

  end(): void {
    this.#end();
  }

  /** Waits for the end of the job, and is shown as waiting meanwhile. */
  async awaitEnd(purpose: string): Promise<void> {
    const place = { purpose };
    this.#waiting.add(place);
    await this.ended;
    this.#waiting.delete(place);
  }

  /** What waits for the end of this job, first come first. */
  get waiting(): readonly string[] {
    return [...this.#waiting].map(({ purpose }) => purpose);
  }

  view(): JobView {
    return {
      id: this.id,
      operation: this.operation,
      by: this.by,
      since: this.since,
      step: this.#step,
      progress: this.#progress,
      cancellable: this.cancellable && !this.#abort.signal.aborted,
    };
  }
}
