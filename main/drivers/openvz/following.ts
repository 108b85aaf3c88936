import { watch, type FSWatcher } from 'node:fs';

/** How long it is waited for more of the same before it is looked at, in ms. */
const SOON_MS = 200;
/** How often it is asked what containers do that run, in ms: nothing tells of one that ends by itself. */
const ROUND_MS = 3_000;

export interface FollowingOptions {
  /** Containers may have come or gone, or their configurations have changed. */
  readonly onFolder: (ctids: readonly string[]) => void;
  /** Something was done to a container: its lock was taken or given back. */
  readonly onChange: (ctid: string) => void;
  /** What runs is to be looked at. */
  readonly onRound: () => void;
  readonly log: (message: string) => void;
}

/** Hears of what is done to containers by the folders of their configurations and of their locks. */
export class Following {
  readonly #watchers: FSWatcher[] = [];
  readonly #touched = new Set<string>();
  #soon: NodeJS.Timeout | null = null;
  #round: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(private readonly options: FollowingOptions) {}

  /** Does nothing where it has begun. */
  begin(folder: string, locks: string): void {
    if (this.#closed || this.#round) return;
    this.#watch(folder, /^([^.]+)\.conf$/, (ctid) => {
      this.#touched.add(ctid);
      this.lookSoon();
    });
    this.#watch(locks, /^([^.]+)\.lck$/, this.options.onChange);
    this.#round = setInterval(this.options.onRound, ROUND_MS);
    this.#round.unref();
  }

  /** A folder that is not there, or is not told of, is looked at in rounds alone. */
  #watch(folder: string, pattern: RegExp, onName: (ctid: string) => void): void {
    try {
      const watcher = watch(folder, (_event, name) => {
        const ctid = pattern.exec(name ?? '')?.[1];
        if (ctid !== undefined) onName(ctid);
      });
      watcher.on('error', () => undefined);
      this.#watchers.push(watcher);
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
    for (const watcher of this.#watchers) watcher.close();
    if (this.#soon) clearTimeout(this.#soon);
    if (this.#round) clearInterval(this.#round);
  }
}
