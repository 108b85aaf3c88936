import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { DomainIdSchema, type DomainId } from '../domains/definition';
import type { DomainSnapshot } from '../domains/domain';
import { writeDurably } from '../domains/durable-folder';
import type { DomainEvent } from '../domains/events';
import { isActive } from '../domains/state';
import type { Hypervisor } from '../hypervisor/hypervisor';

const NotedSchema = z.object({
  boot: z.string(),
  running: z.array(DomainIdSchema),
  /** What ended with an earlier Paddock or its computer, and the app has not brought back yet. */
  waiting: z.array(DomainIdSchema).default([]),
});
type Noted = z.infer<typeof NotedSchema>;

/**
 * How long a machine must have been off before it counts as stopped, in ms. As the computer goes down machines end a moment
 * before Paddock does: that is no wish to have them off.
 */
const SETTLES_AFTER_MS = 10_000;

/** Another one after each start of the computer (random(4)); empty where there is none. */
async function bootId(): Promise<string> {
  return readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
}

function idOf(event: DomainEvent): DomainId {
  return event.kind === 'removed' ? event.id : event.snapshot.id;
}

/** Of a run of which nothing is kept, nothing can be gone on with. */
function isKept({ state, presence }: DomainSnapshot): boolean {
  return isActive(state) && presence?.disposable !== true;
}

/** A file that tells which machines run, for the Paddock that comes after this one. */
export class RunRecord {
  /** What stands in the file, or will as soon as it is written. */
  #noted = new Set<DomainId>();
  #waiting = new Set<DomainId>();
  /** What the file holds, as far as is known. */
  #text: string | null = null;
  #isWaiting = false;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #unfollow: () => void = () => undefined;
  #noteAll: () => void = () => undefined;

  constructor(
    private readonly path: string,
    private readonly log: (message: string) => void,
    private readonly settlesAfterMs = SETTLES_AFTER_MS,
  ) {}

  /**
   * What ran when Paddock, or the computer, ended last, and was ended with it: not what a person, or the machine itself, has
   * switched off since. `machines`: as they were found.
   */
  async ended(machines: readonly DomainSnapshot[]): Promise<ReadonlySet<DomainId>> {
    const record = await this.#read();
    if (!record) return new Set();
    const isSameBoot = record.boot === (await bootId());
    const [ran, waiting] = [new Set(record.running), new Set(record.waiting)];
    const ended = machines.filter(({ id, state }) => {
      if (waiting.has(id)) return state === 'crashed' || state === 'shutoff';
      return ran.has(id) && (state === 'crashed' || (state === 'shutoff' && !isSameBoot));
    });
    return new Set(ended.map(({ id }) => id));
  }

  /** Keeps the file true from now on; `waiting` is left there for the app, until it was started or deleted meanwhile. */
  follow(
    hypervisor: Pick<Hypervisor, 'list' | 'onMachine'>,
    waiting: ReadonlySet<DomainId> = new Set(),
  ): void {
    this.#waiting = new Set(waiting);
    const noteAll = (): void => {
      const running = hypervisor.list().filter(isKept);
      this.#noted = new Set(running.map(({ id }) => id));
      this.#write();
    };
    this.#noteAll = noteAll;
    noteAll();
    this.#unfollow = hypervisor.onMachine((event) => {
      const id = idOf(event);
      if (event.kind === 'removed' || isActive(event.snapshot.state)) this.#waiting.delete(id);
      if (event.kind !== 'removed' && isKept(event.snapshot)) {
        if (this.#noted.has(id)) return;
        this.#noted.add(id); // not all of them anew: thousands may start at once
        this.#write();
        return;
      }
      if (this.#timer || !this.#noted.has(id)) return;
      this.#timer = setTimeout(() => {
        this.#timer = null;
        noteAll();
      }, this.settlesAfterMs);
      this.#timer.unref();
    });
  }

  /**
   * What has stopped a moment ago stays written down as running: it may have been ended with Paddock. Not for a command,
   * which ends as soon as what it was to stop has stopped.
   */
  async close(by: 'app' | 'command line' = 'app'): Promise<void> {
    this.#unfollow();
    if (this.#timer) {
      clearTimeout(this.#timer);
      if (by === 'command line') this.#noteAll();
    }
    await this.#writing;
  }

  async #read(): Promise<Noted | null> {
    try {
      this.#text = await readFile(this.path, 'utf8');
      const parsed = NotedSchema.safeParse(JSON.parse(this.#text));
      return parsed.success ? parsed.data : null;
    } catch {
      return null; // the first start, or a file that was damaged: then nothing is known
    }
  }

  /** Those that start until its turn comes share one write. */
  #write(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const write = async (): Promise<void> => {
      this.#isWaiting = false;
      const boot = await bootId();
      const [running, waiting] = [[...this.#noted].sort(), [...this.#waiting].sort()];
      const text = JSON.stringify({ boot, running, ...(waiting.length > 0 && { waiting }) });
      if (text === this.#text) return; // a command seldom changes what runs
      await writeDurably(this.path, text);
      this.#text = text;
    };
    this.#writing = this.#writing
      .then(write)
      .catch((error: unknown) => this.log(`what runs could not be noted: ${String(error)}`));
  }
}
