import { createSubscriber } from 'svelte/reactivity';
import type { DomainId, EventPayload } from '../../preload/contract';
import { on } from '../bridge';
import { watched } from './watched.svelte';

interface Followed {
  address: string | null;
  update: (() => void) | null;
  readonly subscribe: () => void;
}

/** Small pictures of the machines whose pictures are on the page now. */
class Thumbnails {
  readonly #followed = new Map<DomainId, Followed>();

  /** The address of a machine's picture; null while there is none. Read where it is drawn: that is what has it taken. */
  of(id: DomainId): string | null {
    const followed = this.#followed.get(id) ?? this.#begin(id);
    if ($effect.tracking()) followed.subscribe();
    return followed.address;
  }

  follow(): () => void {
    return on('thumbnail', (thumbnail) => this.#put(thumbnail));
  }

  #begin(id: DomainId): Followed {
    const followed: Followed = {
      address: null,
      update: null,
      subscribe: createSubscriber((update) => {
        followed.update = update;
        this.#followed.set(id, followed);
        const end = watched.begin('thumbnails', id);
        return () => {
          this.#followed.delete(id);
          if (followed.address) URL.revokeObjectURL(followed.address);
          followed.address = null;
          end();
        };
      }),
    };
    if ($effect.tracking()) this.#followed.set(id, followed);
    return followed;
  }

  #put({ id, png }: EventPayload<'thumbnail'>): void {
    const followed = this.#followed.get(id);
    if (!followed) return;
    const before = followed.address;
    followed.address = URL.createObjectURL(new Blob([png], { type: 'image/png' }));
    followed.update?.();
    if (before) setTimeout(() => URL.revokeObjectURL(before), 1_000); // until the new one is drawn in its place
  }
}

export const thumbnails = new Thumbnails();
