import type { DomainId } from '../domains/definition';
import { toFailure, type Failure } from '../domains/failure';
import type { DisplayConsole } from '../drivers/driver';
import { Viewer, type ConsolePort } from './port';

/** The displays that are open: a VNC connection for each viewer, read only as fast as the viewer acknowledges. */
export class Displays {
  readonly #open = new Set<() => void>();
  #closed = false;

  constructor(private readonly connect: (id: DomainId, consoleId: string) => Promise<DisplayConsole>) {}

  /** Carries a display to a port and back. Failures end the port. */
  async attach(id: DomainId, consoleId: string, port: ConsolePort): Promise<void> {
    const viewer = new Viewer(port);
    let display: DisplayConsole;
    try {
      display = await this.connect(id, consoleId);
    } catch (error) {
      viewer.end(toFailure(error));
      return;
    }
    if (!viewer.isOpen || this.#closed) {
      viewer.end(null);
      display.close();
      return;
    }
    const { input, output } = display;
    const end = (failure: Failure | null): void => {
      if (!this.#open.delete(close)) return;
      viewer.end(failure);
      display.close();
    };
    const close = (): void => end(null);
    this.#open.add(close);
    input.on('error', () => undefined); // its end is told by the output
    output.on('data', (bytes: Buffer) => {
      // A copy, for a chunk is often a view into a pool that holds other things as well.
      viewer.send({ type: 'data', bytes: new Uint8Array(bytes) });
      if (!viewer.isReady) output.pause();
    });
    output.once('end', close);
    output.once('close', close);
    output.once('error', (error) => end(toFailure(error)));
    display.clipboard?.onCopied((text) => {
      // A viewer who is behind misses it: what a guest copies without end is held nowhere.
      if (viewer.isReady) viewer.send({ type: 'copied', bytes: new TextEncoder().encode(text) });
    });
    viewer.follow({
      received: (message) => {
        if (message.type === 'data') input.write(message.bytes);
        else if (message.type === 'offer') display.clipboard?.offer(message.text);
      },
      ready: () => output.resume(),
      closed: close,
    });
  }

  get size(): number {
    return this.#open.size;
  }

  /** Lets go of every display, of those that are still being opened as soon as they are. */
  close(): void {
    this.#closed = true;
    for (const close of [...this.#open]) close();
  }
}
