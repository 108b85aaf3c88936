import type { Definition } from './definition';
import { PaddockError } from './failure';
import { canRunBeside, Job, JOB_RULES, type JobView, type Operation, type Requester } from './job';

/** The jobs that run on one machine. Beginning and ending one needs the machine's lock; reading does not. */
export class Jobs {
  #running: readonly Job[] = [];

  constructor(private readonly onChange: (job: Job) => void) {}

  get all(): readonly Job[] {
    return this.#running;
  }

  /** The one to be shown where there is room for one: what changes the machine before what only reads it. */
  get foremost(): Job | null {
    const changing = this.#running.find((job) => JOB_RULES[job.operation].kind !== 'reading');
    return changing ?? this.#running[0] ?? null;
  }

  /** The jobs beside which this operation can't run. */
  inTheWayOf(operation: Operation): readonly Job[] {
    return this.#running.filter((job) => !canRunBeside(job.operation, operation));
  }

  /** Throws `busy` where the mask of a running job, or its own, forbids it. */
  begin(operation: Operation, by: Requester, of: Pick<Definition, 'name'>): Job {
    const [other] = this.inTheWayOf(operation);
    if (other) throw busy(of.name, other.view());
    const job: Job = new Job(operation, by, () => this.onChange(job));
    this.#running = [...this.#running, job];
    return job;
  }

  end(job: Job): void {
    if (!this.#running.includes(job)) return;
    this.#running = this.#running.filter((one) => one !== job);
    job.end();
  }
}

/** The refusal of a change while another runs, with the other's name, owner, age and progress. */
export function busy(name: string, job: JobView): PaddockError {
  const seconds = Math.max(0, Math.round((Date.now() - job.since) / 1000));
  const progress =
    job.progress?.total != null
      ? `, ${Math.round((100 * job.progress.done) / job.progress.total)} % done`
      : '';
  return new PaddockError({
    code: 'busy',
    message: `“${name}” is busy.`,
    cause: `“${job.operation}” has been running for ${seconds} s${progress}, asked for by: ${job.by}.`,
    next: job.cancellable ? 'Wait until it ends, or cancel it.' : 'Wait until it ends.',
    remedy: { kind: 'retry' },
  });
}
