/** What a tooltip says: anything with `data-tip` has one, so that thousands of rows need no component for it. */
export interface Tip {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly above: boolean;
}

const DELAY_MS = 500;
const EDGE = 8;

class Tips {
  shown = $state.raw<Tip | null>(null);
  #owner: Element | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #words: MutationObserver | undefined;

  /** Watches the document. Returns the function that ends it. */
  follow(): () => void {
    const ends = new AbortController();
    const { signal } = ends;
    const owner = (event: Event): Element | null =>
      event.target instanceof Element ? event.target.closest('[data-tip]') : null;
    document.addEventListener('pointerover', (event) => this.#enter(owner(event), DELAY_MS), { signal });
    document.addEventListener('pointerdown', () => this.#leave(), { signal });
    document.addEventListener(
      'focusin',
      (event) => {
        const focused = owner(event);
        if (focused?.matches(':focus-visible')) this.#enter(focused, DELAY_MS / 2);
        else this.#leave();
      },
      { signal },
    );
    document.addEventListener(
      'focusout',
      (event) => {
        // What has the focus may be taken out while the page is drawn, when nothing may be changed yet.
        const left = owner(event);
        queueMicrotask(() => {
          if (left === this.#owner) this.#leave();
        });
      },
      { signal },
    );
    document.addEventListener('scroll', () => this.#leave(), { signal, capture: true });
    document.addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Escape') this.#leave();
      },
      { signal },
    );
    document.documentElement.addEventListener('pointerleave', () => this.#leave(), { signal });
    return () => {
      ends.abort();
      this.#leave();
    };
  }

  #enter(owner: Element | null, delay: number): void {
    if (owner === this.#owner) return;
    this.#leave();
    if (!owner) return;
    this.#owner = owner;
    // What it says may change while it is shown: a new state, another language.
    this.#words = new MutationObserver(() => this.shown && this.#show(owner));
    this.#words.observe(owner, { attributeFilter: ['data-tip'] });
    this.#timer = setTimeout(() => this.#show(owner), delay);
  }

  #leave(): void {
    clearTimeout(this.#timer);
    this.#words?.disconnect();
    this.#owner = null;
    if (this.shown) this.shown = null;
  }

  #show(owner: Element): void {
    const text = owner.getAttribute('data-tip');
    if (!text || !owner.isConnected) return this.#leave();
    const box = owner.getBoundingClientRect();
    const above = box.bottom + 64 > window.innerHeight;
    this.shown = {
      text,
      left: Math.min(Math.max(box.left + box.width / 2, EDGE), window.innerWidth - EDGE),
      top: above ? box.top - 6 : box.bottom + 6,
      above,
    };
  }
}

export const tips = new Tips();
