/** What the window finds as `window.paddock`. */
import type { CallAnswer, CallArgs, CallName } from './calls';
import type { EventName, EventPayload } from './events';

/**
 * What crosses is data or, of what is large or comes often, its JSON text, to be parsed by who gets it: the context bridge
 * copies objects value by value, which costs several times as much.
 */
export type Crossing<T> = T | JsonText<T>;
declare const holds: unique symbol;
export type JsonText<T> = string & { readonly [holds]?: T };

/** Calls whose answers, and events that, cross as text. */
export const TEXT_CALLS: ReadonlySet<unknown> = new Set<CallName>(['machines.list']);
export const TEXT_EVENTS: ReadonlySet<unknown> = new Set<EventName>(['machines', 'usage']);

export interface PaddockBridge {
  call<K extends CallName>(name: K, args: CallArgs<K>): Promise<Crossing<CallAnswer<K>>>;
  /** Returns the function that ends the subscription. */
  on<K extends EventName>(name: K, listener: (payload: Crossing<EventPayload<K>>) => void): () => void;
  /** The path of a file that was dropped or chosen in the window; empty where it has none. */
  pathOf(file: File): string;
}

/** The message by which preload hands a port into the window: `window.postMessage(message, origin, [port])`. */
export interface PortMessage {
  readonly paddockPort: string;
}
