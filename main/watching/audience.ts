import type { DomainId } from '../domains/definition';

/** What one window shows: machines with numbers, and machines with pictures. */
export interface Shown {
  readonly usage: readonly DomainId[];
  readonly thumbnails: readonly DomainId[];
  /** Whether what all active machines take is shown: they stand in that order. */
  readonly all: boolean;
}

/** What all windows together show; a window that is gone shows nothing. */
export class WatchAudience<W extends object> {
  readonly #windows = new Map<W, Shown>();

  constructor(
    private readonly changed: (
      usage: ReadonlySet<DomainId>,
      thumbnails: ReadonlySet<DomainId>,
      all: boolean,
    ) => void,
  ) {}

  show(window: W, shown: Shown): void {
    this.#windows.set(window, shown);
    this.#tell();
  }

  leave(window: W): void {
    if (this.#windows.delete(window)) this.#tell();
  }

  #tell(): void {
    const all = [...this.#windows.values()];
    this.changed(
      new Set(all.flatMap(({ usage }) => usage)),
      new Set(all.flatMap(({ thumbnails }) => thumbnails)),
      all.some((shown) => shown.all),
    );
  }
}
