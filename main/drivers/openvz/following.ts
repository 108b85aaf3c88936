import { watch, type FSWatcher } from 'node:fs';

/** How long it is waited for more of the same before it is looked at, in ms. */
const SOON_MS = 200;
/** How often it is asked what containers do, in ms: nothing tells of one that ends by itself. */
const ROUND_MS = 3_000;

export interface FollowingOptions {
  /** Containers may have come or gone, or their configurations have changed. */
  readonly onFolder: (ctids: readonly string[]) => void;
  /** Something was done to a container: its lock was taken or given back. */
  readonly onChange: (ctid: string) => void;
  /** What containers do is to be looked at, with nothing to say that it has changed. */
  readonly onRound: () => void;
  readonly log: (message: string) => void;
}

/** Hears of what is done to containers by the folders of their configurations and of their locks. */
export class Following {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #touched = new Set<string>();
  #soon: NodeJS.Timeout | null = null;
  #round: NodeJS.Timeout | null = null;
  #begun: string | null = null;
  #closed = false;

  constructor(private readonly options: FollowingOptions) {}

  /**
   * Does nothing where it has begun; other folders take the place of those before. One that is not there yet is tried again
   * with each round.
   */
  begin(folder: string, locks: string): void {
    if (this.#closed || this.#begun === `${folder}\n${locks}`) return;
    this.#begun = `${folder}\n${locks}`;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    if (this.#round) clearInterval(this.#round);
    const watchBoth = (): void => {
      this.#watch(folder, /^([^.]+)\.conf$/, (ctid) => {
        this.#touched.add(ctid);
        this.lookSoon();
      });
      this.#watch(locks, /^([^.]+)\.lck$/, this.options.onChange);
    };
    watchBoth();
    this.#round = setInterval(() => {
      watchBoth();
      this.options.onRound();
    }, ROUND_MS);
    this.#round.unref();
  }

  #watch(folder: string, pattern: RegExp, onName: (ctid: string) => void): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, (_event, name) => {
        const ctid = pattern.exec(name ?? '')?.[1];
        if (ctid !== undefined) onName(ctid);
      });
      watcher.on('error', () => undefined);
      this.#watchers.set(folder, watcher);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      this.options.log(`${folder} can’t be watched: ${String(error)}`);
    }
  }

  /** Looks at the folder after a while, once for all that happens until then. */
  lookSoon(): void {
    if (this.#closed) return;
    if (this.#soon) clearTimeout(this.#soon);
    this.#soon = setTimeout(() => {
      const touched = [...this.#touched];
      this.#touched.clear();
      this.options.onFolder(touched);
    }, SOON_MS);
  }

  close(): void {
    this.#closed = true;
    for (const watcher of this.#watchers.values()) watcher.close();
    if (this.#soon) clearTimeout(this.#soon);
    if (this.#round) clearInterval(this.#round);
  }
}
