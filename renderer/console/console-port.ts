import type { ConsoleFromMain, ConsoleToMain, Failure } from '../../preload/contract';

/** What of a MessagePort is needed here. */
export type PortLike = Pick<MessagePort, 'postMessage' | 'start' | 'close'> & {
  onmessage: ((event: MessageEvent) => void) | null;
};

/** Where what a console sends goes to. */
export interface ConsoleReader {
  /** Bytes to show; `done` says that they have been dealt with, and so lets main read on. */
  bytes(bytes: Uint8Array, done: () => void): void;
  /** A text that was copied inside. */
  copied?(text: string): void;
  end(failure: Failure | null): void;
}

/** A console's port, in words. Nothing is read before `read`: the port holds what came earlier. */
export class ConsolePort {
  #open = true;

  constructor(private readonly port: PortLike) {}

  read(reader: ConsoleReader): void {
    this.port.onmessage = (event: MessageEvent<ConsoleFromMain>) => {
      if (!this.#open) return;
      const message = event.data;
      if (message.type === 'end') {
        this.close();
        reader.end(message.failure);
        return;
      }
      const { bytes } = message;
      if (message.type === 'copied') {
        reader.copied?.(new TextDecoder().decode(bytes));
        this.#post({ type: 'ack', bytes: bytes.byteLength });
        return;
      }
      reader.bytes(bytes, () => this.#post({ type: 'ack', bytes: bytes.byteLength }));
    };
    this.port.start();
  }

  /** Copies, because what is handed over may be written into again before the port has sent it. */
  send(bytes: Uint8Array): void {
    this.#post({ type: 'data', bytes: bytes.slice() });
  }

  /** Puts a text into the guest's clipboard. */
  offer(text: string): void {
    this.#post({ type: 'offer', text });
  }

  resize(columns: number, rows: number): void {
    this.#post({ type: 'resize', columns, rows });
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.port.onmessage = null;
    this.port.close();
  }

  #post(message: ConsoleToMain): void {
    if (this.#open) this.port.postMessage(message);
  }
}
