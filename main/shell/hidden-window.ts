/** How long a window stays hidden in the tray before it is ended, in ms. */
export const HIDDEN_AFTER_MS = Number(process.env.PADDOCK_HIDDEN_MS) || 5 * 60_000;
/** How long a hidden window may take to say where one is in it, in ms. */
const ANSWER_MS = 10_000;

export interface HiddenWindowOptions {
  readonly afterMs: number;
  readonly isHidden: () => boolean;
  /** Whether anything outside the window needs it. */
  readonly mayEnd: () => boolean;
  /** Asks the window for a bookmark; it answers with `keep`. */
  readonly askBookmark: () => void;
  readonly end: () => void;
}

/**
 * Ends a window that has been hidden for a while, for its process takes the most of what Paddock takes, and keeps where
 * one was in it for the window that is made next. One that holds what can't be kept stays, and is asked again later.
 */
export class HiddenWindow {
  #bookmark: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  #answer: ((bookmark: string | null) => void) | null = null;

  constructor(private readonly options: HiddenWindowOptions) {}

  hidden(): void {
    this.shown();
    this.#timer = setTimeout(() => void this.#end(), this.options.afterMs);
  }

  shown(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** What the window answers: where one is in it, or null where something in it can't be kept. */
  keep(bookmark: string | null): void {
    this.#answer?.(bookmark);
  }

  /** Where one was in a window of an earlier process. */
  put(bookmark: string | null): void {
    this.#bookmark = bookmark;
  }

  /** Where one was in the window before, once. */
  take(): string | null {
    const bookmark = this.#bookmark;
    this.#bookmark = null;
    return bookmark;
  }

  async #end(): Promise<void> {
    const { isHidden, mayEnd, end } = this.options;
    const bookmark = mayEnd() ? await this.#ask() : null;
    if (!isHidden()) return; // shown while it was asked
    if (bookmark === null || !mayEnd()) return this.hidden();
    this.#bookmark = bookmark;
    this.shown();
    end();
  }

  #ask(): Promise<string | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), ANSWER_MS);
      this.#answer = (bookmark) => {
        clearTimeout(timer);
        resolve(bookmark);
      };
      this.options.askBookmark();
    });
  }
}
