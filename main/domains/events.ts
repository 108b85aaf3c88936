import { asNewChain } from './lock';
import type { DomainId } from './definition';
import type { DomainSnapshot } from './domain';

export type DomainEvent<C = unknown> =
  | { readonly kind: 'added'; readonly snapshot: DomainSnapshot<C> }
  | {
      readonly kind: 'changed';
      readonly snapshot: DomainSnapshot<C>;
      /** How it was shown until then. */
      readonly previous: DomainSnapshot<C>;
    }
  | { readonly kind: 'removed'; readonly id: DomainId; readonly driver: string; readonly name: string };

export type Listener<E> = (event: E) => void;

/**
 * Delivers events in the order in which they happened, outside all locks and after the call that caused them has gone
 * on. A listener that throws is reported and hurts nobody else.
 */
export class EventStream<E> {
  readonly #listeners = new Set<Listener<E>>();
  #pending: E[] = [];

  constructor(private readonly onListenerError: (error: unknown) => void) {}

  /** Returns the function that ends the subscription. */
  subscribe(listener: Listener<E>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: E): void {
    this.#pending.push(event);
    if (this.#pending.length > 1) return;
    asNewChain(() => queueMicrotask(() => this.#deliver()));
  }

  #deliver(): void {
    const events = this.#pending;
    this.#pending = [];
    for (const event of events) {
      for (const listener of this.#listeners) {
        try {
          listener(event);
        } catch (error) {
          this.onListenerError(error);
        }
      }
    }
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }
}
