import type { Failure } from '../../preload/contract';
import { ConsolePort, type PortLike } from './console-port';

type Handler<E> = ((event: E) => void) | null;

/**
 * A console's port in the shape of a WebSocket, as noVNC takes it. Bytes are acknowledged once noVNC has taken them in,
 * which it does within its handler.
 */
export class RfbChannel {
  binaryType = 'arraybuffer';
  readonly protocol = '';
  readyState: 'open' | 'closed' = 'open';
  onopen: Handler<Event> = null;
  onclose: Handler<{ readonly code: number; readonly reason: string; readonly wasClean: boolean }> = null;
  onerror: Handler<Event> = null;
  /** Why main ended it, where it did and told. */
  failure: Failure | null = null;
  /** Told of each text that was copied inside. */
  oncopied: (text: string) => void = () => undefined;
  readonly #port: ConsolePort;
  #onmessage: Handler<{ readonly data: ArrayBuffer }> = null;
  #isReading = false;

  constructor(port: PortLike) {
    this.#port = new ConsolePort(port);
  }

  get onmessage(): Handler<{ readonly data: ArrayBuffer }> {
    return this.#onmessage;
  }

  /** noVNC sets it when it is ready; what came before waits in the port. */
  set onmessage(handler: Handler<{ readonly data: ArrayBuffer }>) {
    this.#onmessage = handler;
    if (this.#isReading || !handler) return;
    this.#isReading = true;
    this.#port.read({
      bytes: (bytes, done) => {
        this.#onmessage?.({ data: exactBuffer(bytes) });
        done();
      },
      copied: (text) => this.oncopied(text),
      end: (failure) => {
        this.failure = failure;
        this.#closed(failure === null);
      },
    });
  }

  send(bytes: Uint8Array): void {
    if (this.readyState === 'open') this.#port.send(bytes);
  }

  /** Puts a text into the guest's clipboard, beside what noVNC does. */
  offer(text: string): void {
    this.#port.offer(text);
  }

  close(): void {
    if (this.readyState === 'closed') return;
    this.#port.close();
    this.#closed(true);
  }

  #closed(wasClean: boolean): void {
    this.readyState = 'closed';
    // As a socket does, after the call that closes it has returned: noVNC starts its timer for it there.
    queueMicrotask(() => this.onclose?.({ code: wasClean ? 1000 : 1006, reason: '', wasClean }));
  }
}

/** The bytes as a buffer of their own: a view into a larger one must not show what is around it. */
function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes;
  if (buffer instanceof ArrayBuffer && byteOffset === 0 && buffer.byteLength === byteLength) return buffer;
  return bytes.slice().buffer;
}
