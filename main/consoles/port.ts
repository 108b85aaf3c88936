import { ConsoleToMainSchema, FLOW, type ConsoleFromMain, type ConsoleToMain } from '../../preload/contract';
import type { Failure } from '../domains/failure';

/** As much of a port as consoles need: Node's MessagePort fits as it is, Electron's once its events are unwrapped. */
export interface ConsolePort {
  postMessage(message: ConsoleFromMain): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** How many messages a viewer may send before its console is open. */
const EARLY_LIMIT = 1000;

/** What a viewer does; `ack` is dealt with by the viewer itself. */
export interface ViewerEvents {
  readonly received: (message: Exclude<ConsoleToMain, { type: 'ack' }>) => void;
  /** It has caught up after it was held. */
  readonly ready: () => void;
  readonly closed: () => void;
}

/**
 * One viewer's end of a console, with acknowledged flow control: it is ready while less than `FLOW.high` bytes are not
 * acknowledged, and again once that falls below `FLOW.low`. What comes from it is checked; what does not fit is dropped.
 * Made before its console is open, so that a viewer who leaves meanwhile is noticed.
 */
export class Viewer {
  #unacknowledged = 0;
  #open = true;
  #held = false;
  #events: ViewerEvents | null = null;
  /** What came in before anyone followed. */
  #early: Exclude<ConsoleToMain, { type: 'ack' }>[] = [];

  constructor(private readonly port: ConsolePort) {
    port.on('message', (message) => this.#receive(message));
    port.on('close', () => {
      if (!this.#open) return;
      this.#open = false;
      this.#events?.closed();
    });
    port.start();
  }

  /** Begins to hand on what the viewer does. */
  follow(events: ViewerEvents): void {
    this.#events = events;
    for (const message of this.#early.splice(0)) events.received(message);
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Whether more may be sent now. */
  get isReady(): boolean {
    return this.#open && !this.#held;
  }

  /** The bytes must be a buffer of their own: a port would carry over all that a shared one holds. */
  send(message: Extract<ConsoleFromMain, { bytes: Uint8Array }>): void {
    if (!this.#open) return;
    this.#unacknowledged += message.bytes.length;
    if (this.#unacknowledged >= FLOW.high) this.#held = true;
    this.port.postMessage(message);
  }

  /** Tells why it is over, and closes. */
  end(failure: Failure | null): void {
    if (!this.#open) return;
    this.#open = false;
    this.port.postMessage({ type: 'end', failure });
    this.port.close();
  }

  #receive(message: unknown): void {
    const parsed = ConsoleToMainSchema.safeParse(message);
    if (!this.#open || !parsed.success) return;
    if (parsed.data.type !== 'ack') {
      if (this.#events) this.#events.received(parsed.data);
      else if (this.#early.length < EARLY_LIMIT) this.#early.push(parsed.data);
      return;
    }
    this.#unacknowledged = Math.max(0, this.#unacknowledged - parsed.data.bytes);
    if (this.#held && this.#unacknowledged < FLOW.low) {
      this.#held = false;
      this.#events?.ready();
    }
  }
}
