import { watch, type FSWatcher } from 'node:fs';
import { Monitor } from './monitor';

/** How long the folder is left alone after a change in it before it is looked at, in ms. */
const FOLDER_MS = 200;

export interface FollowingOptions {
  /** Containers may have come or gone. */
  readonly onFolder: () => void;
  /** A container does something else now. */
  readonly onChange: (container: string) => void;
  /** Changes may have been missed: all is to be looked at anew. */
  readonly onGap: () => void;
  readonly log: (message: string) => void;
}

/** Hears of what the containers of a folder do, and of those that come and go. */
export class Following {
  #watcher: FSWatcher | null = null;
  #monitor: Monitor | null = null;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(private readonly options: FollowingOptions) {}

  /** Does nothing where it has begun; a folder that is not there yet is tried again at the next call. */
  begin(folder: string): void {
    if (this.#closed || this.#watcher) return;
    const { onChange, onGap, log } = this.options;
    try {
      this.#watcher = watch(folder, () => this.lookSoon());
      this.#watcher.on('error', () => undefined);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        log(`${folder} can’t be watched: ${String(error)}`);
      }
      return;
    }
    this.#monitor = new Monitor({ folder, onChange, onGap, log });
    this.#monitor.start();
  }

  /** Looks at the folder after a while, once for all that happens until then. */
  lookSoon(): void {
    if (this.#closed) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(this.options.onFolder, FOLDER_MS);
  }

  close(): void {
    this.#closed = true;
    this.#monitor?.close();
    this.#watcher?.close();
    if (this.#timer) clearTimeout(this.#timer);
  }
}
