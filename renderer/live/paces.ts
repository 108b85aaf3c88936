import type { DomainId, JobView } from '../../preload/contract';
import { machines } from './machines.svelte';
import { Pace } from './pace';

/** More jobs than these nobody looks at; the oldest is forgotten. */
const MOST = 200;

/** The paces of the jobs that run, by their identity: known from the start, whoever looks at them when. */
class Paces {
  readonly #all = new Map<string, Pace>();
  readonly #jobs = new Map<DomainId, string>();

  /** Returns the function that ends it. */
  follow(): () => void {
    return machines.onRow((_, { id, job }) => {
      const before = this.#jobs.get(id);
      if (before !== undefined && before !== job?.id) this.#all.delete(before);
      if (!job) {
        this.#jobs.delete(id);
        return;
      }
      this.#jobs.set(id, job.id);
      this.#note(job);
    });
  }

  /** The pace of a job that is shown now. */
  of(job: JobView): Pace {
    return this.#note(job);
  }

  #note({ id, step, progress }: JobView): Pace {
    const pace = this.#all.get(id) ?? new Pace();
    this.#all.set(id, pace);
    const [oldest] = this.#all.keys();
    if (this.#all.size > MOST && oldest !== undefined) this.#all.delete(oldest);
    if (progress) pace.note(Date.now(), progress.done, `${progress.unit} ${progress.total} ${step}`);
    return pace;
  }
}

export const paces = new Paces();
