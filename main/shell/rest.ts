import type { ChildProcess } from 'node:child_process';

/** How often what failed is tried again at most: a desktop without a panel may get one. */
const RARELY = 12;

export interface RestOptions {
  /** How long it waits where something is being done, in ms. */
  readonly afterMs: number;
  /** Whether there is no window, and nothing goes on here that would end with the app. */
  readonly isIdle: () => boolean;
  /** Starts the process that rests, which then asks for the machines. */
  readonly start: () => ChildProcess;
}

/**
 * Lets Electron end while there is no window: a small process of its own has the tray and the machines then. That process
 * looks first whether it can be seen, and asks; until the app grants it nothing has changed.
 */
export class Rest {
  #timer: NodeJS.Timeout | null = null;
  #child: ChildProcess | null = null;
  #failed = 0;

  constructor(private readonly options: RestOptions) {}

  /** The last window was closed, or there is none from the start. */
  begin(inMs = this.options.afterMs): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#try(), inMs);
    this.#timer.unref();
  }

  /** Whether the process that asks may have the machines: only the one that was started for it, and not if a window came. */
  grants(): boolean {
    return this.#child !== null && this.options.isIdle();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #try(): void {
    const { isIdle, start, afterMs } = this.options;
    if (this.#child || !isIdle()) return this.begin();
    const child = start();
    this.#child = child;
    const ended = (): void => {
      this.#child = null;
      this.#failed = Math.min(this.#failed + 1, RARELY);
      this.begin(this.#failed * afterMs);
    };
    child.once('error', ended);
    child.once('exit', ended);
  }
}
