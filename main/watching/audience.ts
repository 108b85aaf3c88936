import type { DomainId } from '../domains/definition';

/** What one window shows: machines with numbers, machines with graphs of their own, and machines with pictures. */
export interface Shown {
  readonly usage: readonly DomainId[];
  readonly closely: readonly DomainId[];
  readonly thumbnails: readonly DomainId[];
  /** Whether what all active machines take is shown: they stand in that order. */
  readonly all: boolean;
}

/** What all windows together show of what machines take. */
export interface ShownUsage {
  /** Those that stand among others. */
  readonly listed: ReadonlySet<DomainId>;
  /** Those that are looked at alone. */
  readonly closely: ReadonlySet<DomainId>;
  /** Whether all that are active are told of as well. */
  readonly all: boolean;
}

/** What all windows together show; a window that is gone shows nothing. */
export class WatchAudience<W extends object> {
  readonly #windows = new Map<W, Shown>();

  constructor(private readonly changed: (usage: ShownUsage, thumbnails: ReadonlySet<DomainId>) => void) {}

  show(window: W, shown: Shown): void {
    this.#windows.set(window, shown);
    this.#tell();
  }

  leave(window: W): void {
    if (this.#windows.delete(window)) this.#tell();
  }

  #tell(): void {
    const all = [...this.#windows.values()];
    const usage: ShownUsage = {
      listed: new Set(all.flatMap((shown) => shown.usage)),
      closely: new Set(all.flatMap(({ closely }) => closely)),
      all: all.some((shown) => shown.all),
    };
    this.changed(usage, new Set(all.flatMap(({ thumbnails }) => thumbnails)));
  }
}
