import { createHash } from 'node:crypto';
import type { DomainId } from '../domains/definition';
import { EventStream } from '../domains/events';
import type { Hypervisor } from '../hypervisor/hypervisor';

/** How old the picture of a machine that is seen may become, in ms. */
const FRESH_MS = 4_000;
/** How often it is looked for one that is too old, in ms: at most so many pictures are taken a second. */
const EVERY_MS = 250;
/** How many pictures are kept of machines that were seen before. */
const KEPT = 100;

export interface Thumbnail {
  readonly id: DomainId;
  readonly png: Uint8Array;
}

export interface ThumbnailsOptions {
  readonly hypervisor: Pick<Hypervisor, 'those' | 'screenshot' | 'onMachine'>;
  /** Makes a picture as small as it is shown. */
  readonly shrink: (png: Uint8Array) => Uint8Array;
  readonly log: (message: string) => void;
}

/** Small pictures of running machines, taken one after the other and only of those that are on the screen now. */
export class Thumbnails {
  readonly #told: EventStream<Thumbnail>;
  readonly #kept = new Map<DomainId, { readonly digest: string; readonly png: Uint8Array }>();
  readonly #takenAt = new Map<DomainId, number>();
  #seen: readonly DomainId[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isTaking = false;
  readonly #unsubscribe: () => void;

  constructor(private readonly options: ThumbnailsOptions) {
    this.#told = new EventStream((error) => options.log(`a listener failed: ${String(error)}`));
    this.#unsubscribe = options.hypervisor.onMachine((event) => {
      if (event.kind === 'removed') this.#forget(event.id);
    });
  }

  onThumbnail(listener: (thumbnail: Thumbnail) => void): () => void {
    return this.#told.subscribe(listener);
  }

  /** Says whose pictures are on the screen now. What is known of those that are new is told at once. */
  show(ids: ReadonlySet<DomainId>): void {
    for (const id of ids) {
      const known = this.#kept.get(id);
      if (known && !this.#seen.includes(id)) this.#told.emit({ id, png: known.png });
    }
    this.#seen = [...ids];
    if (this.#seen.length > 0) this.#timer ??= setInterval(() => void this.take(), EVERY_MS);
    else this.#rest();
  }

  close(): void {
    this.#rest();
    this.#unsubscribe();
  }

  /** Takes the picture that is most overdue. Never throws, and never two at once. */
  async take(): Promise<void> {
    if (this.#isTaking) return;
    const id = this.#mostOverdue();
    if (id === null) return;
    this.#isTaking = true;
    this.#takenAt.set(id, Date.now());
    try {
      const picture = await this.options.hypervisor.screenshot(id);
      if (picture) this.#keep(id, this.options.shrink(picture));
    } catch (error) {
      this.options.log(`picture of ${id}: ${String(error)}`); // it stopped meanwhile, most likely
    }
    this.#isTaking = false;
  }

  #mostOverdue(): DomainId | null {
    const [first] = this.options.hypervisor
      .those(this.#seen)
      .filter(({ state }) => state === 'running')
      .map(({ id }) => ({ id, at: this.#takenAt.get(id) ?? 0 }))
      .filter(({ at }) => Date.now() - at >= FRESH_MS)
      .sort((a, b) => a.at - b.at);
    return first?.id ?? null;
  }

  #keep(id: DomainId, png: Uint8Array): void {
    const digest = createHash('sha1').update(png).digest('base64');
    const isSame = this.#kept.get(id)?.digest === digest;
    this.#kept.delete(id); // the latest stand last
    this.#kept.set(id, { digest, png });
    for (const old of [...this.#kept.keys()].slice(0, Math.max(0, this.#kept.size - KEPT))) this.#forget(old);
    if (!isSame) this.#told.emit({ id, png });
  }

  #forget(id: DomainId): void {
    this.#kept.delete(id);
    this.#takenAt.delete(id);
  }

  #rest(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }
}
