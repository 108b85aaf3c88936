import { watch, type FSWatcher } from 'node:fs';
import { Monitor } from './monitor';

/** How long the folder is left alone after a change in it before it is looked at, in ms. */
const FOLDER_MS = 200;

export interface FollowingOptions {
  /** The path or the name of lxc-monitor. */
  readonly monitor: () => string;
  /** Containers may have come or gone. */
  readonly onFolder: () => void;
  /** A container does something else now. */
  readonly onChange: (container: string) => void;
  /** Changes may have been missed: all is to be looked at anew. */
  readonly onGap: () => void;
  readonly log: (message: string) => void;
}

interface Followed {
  readonly watcher: FSWatcher;
  readonly monitor: Monitor;
}

/** Hears of what the containers of folders do, and of those that come and go. */
export class Following {
  readonly #followed = new Map<string, Followed>();
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(private readonly options: FollowingOptions) {}

  /** Does nothing where it has begun; a folder that is not there yet is tried again at the next call. */
  begin(folder: string): void {
    if (this.#closed || this.#followed.has(folder)) return;
    const { monitor: program, onChange, onGap, log } = this.options;
    try {
      const watcher = watch(folder, () => this.lookSoon());
      watcher.on('error', () => undefined);
      const monitor = new Monitor({ folder, program, onChange, onGap, log });
      this.#followed.set(folder, { watcher, monitor });
      monitor.start();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        log(`${folder} can’t be watched: ${String(error)}`);
      }
    }
  }

  /** Looks at the folders after a while, once for all that happens until then. */
  lookSoon(): void {
    if (this.#closed) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(this.options.onFolder, FOLDER_MS);
  }

  close(): void {
    this.#closed = true;
    for (const { watcher, monitor } of this.#followed.values()) {
      monitor.close();
      watcher.close();
    }
    if (this.#timer) clearTimeout(this.#timer);
  }
}
