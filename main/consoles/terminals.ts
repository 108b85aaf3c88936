import { finished } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DomainId } from '../domains/definition';
import { toFailure, type Failure } from '../domains/failure';
import type { TextConsole } from '../drivers/driver';
import { Viewer, type ConsolePort } from './port';
import { Scrollback } from './scrollback';

const SCROLLBACK_BYTES = 1024 * 1024;
/** How long consoles may take to end, in ms. */
const CLOSING_LIMIT_MS = 1_000;
/** The most that one message carries. */
const MESSAGE_BYTES = 64 * 1024;

interface Watching {
  readonly viewer: Viewer;
  /** How far into the session's stream this viewer has been sent. */
  position: number;
  /** Whether it has been sent anything: what comes first is history. */
  begun: boolean;
}

/**
 * The text consoles that are open: one session for each machine's console, however many look at it. A session outlives
 * its viewers and ends with its machine; its source is drained at all times, so a viewer that is slow falls behind in the
 * scrollback and never holds up the guest.
 */
export class Terminals {
  readonly #sessions = new Map<string, Promise<Session>>();
  #programs = 0;
  #closed = false;

  constructor(private readonly open: (id: DomainId, consoleId: string) => Promise<TextConsole>) {}

  /** Shows a console on a port: first its history, then what comes. Failures end the port. */
  async attach(id: DomainId, consoleId: string, port: ConsolePort): Promise<void> {
    const viewer = new Viewer(port);
    try {
      (await this.#session(`${id}/${consoleId}`, () => this.open(id, consoleId))).watch(viewer);
    } catch (error) {
      viewer.end(toFailure(error));
    }
  }

  /** Whether a program runs in one of them that would end with Paddock: a shell, say. */
  get holdProgram(): boolean {
    return this.#programs > 0;
  }

  /** How many sessions are open. */
  get size(): number {
    return this.#sessions.size;
  }

  /**
   * Lets go of every console, of those that are still being opened as soon as they are. Returns once the programs that stood
   * behind some of them have ended, or a moment later: node-pty's own threads bring down a process that ends before them.
   */
  async close(): Promise<void> {
    this.#closed = true;
    const over = [...this.#sessions.values()].map(async (session) => {
      const opened = await Promise.race([session, null]); // not waited for: one that comes later is closed then
      await opened?.close();
    });
    this.#sessions.clear();
    await Promise.race([Promise.allSettled(over), sleep(CLOSING_LIMIT_MS, undefined, { ref: false })]);
  }

  #session(key: string, open: () => Promise<TextConsole>): Promise<Session> {
    const known = this.#sessions.get(key);
    if (known) return known;
    // Only its own entry is taken out: by then another session may stand under the same key.
    const forget = (): void => {
      if (this.#sessions.get(key) === session) this.#sessions.delete(key);
    };
    const session = open().then((source) => {
      if (!source.isProgram) return new Session(source, forget);
      this.#programs += 1;
      return new Session(source, () => {
        this.#programs -= 1;
        forget();
      });
    });
    this.#sessions.set(key, session);
    session.then((opened) => (this.#closed ? void opened.close() : undefined), forget);
    return session;
  }
}

class Session {
  readonly #scrollback = new Scrollback(SCROLLBACK_BYTES);
  readonly #watching = new Set<Watching>();
  #ended: { readonly failure: Failure | null } | null = null;

  constructor(
    private readonly source: TextConsole,
    private readonly onEnd: () => void,
  ) {
    this.#scrollback.add(source.history);
    source.output.on('data', (bytes: Buffer) => {
      this.#scrollback.add(bytes);
      for (const watching of this.#watching) this.#feed(watching);
    });
    source.output.once('end', () => this.#end(null));
    source.output.once('close', () => this.#end(null));
    source.output.once('error', (error) => this.#end(toFailure(error)));
    source.input.on('error', () => undefined); // its end is told by the output
  }

  watch(viewer: Viewer): void {
    if (!viewer.isOpen) return;
    const watching: Watching = { viewer, position: 0, begun: false };
    this.#watching.add(watching);
    viewer.follow({
      received: (message) => {
        if (this.#ended) return;
        if (message.type === 'data') this.source.input.write(message.bytes);
        else if (message.type === 'resize') this.source.resize?.(message.columns, message.rows);
      },
      ready: () => this.#feed(watching),
      closed: () => this.#watching.delete(watching),
    });
    this.#feed(watching);
  }

  /** Sends what the viewer has not seen, as far as it can take it; once all is told, that the session is over. */
  #feed(watching: Watching): void {
    const { viewer } = watching;
    while (viewer.isReady && watching.position < this.#scrollback.end) {
      const { bytes, next, missed } = this.#scrollback.from(watching.position, MESSAGE_BYTES);
      if (missed > 0 && watching.position > 0) viewer.send({ type: 'data', bytes: gap(missed) });
      watching.position = next;
      viewer.send({ type: watching.begun ? 'data' : 'history', bytes });
      watching.begun = true;
    }
    if (this.#ended && watching.position === this.#scrollback.end) {
      this.#watching.delete(watching);
      viewer.end(this.#ended.failure);
    }
  }

  #end(failure: Failure | null): void {
    if (this.#ended) return;
    this.#ended = { failure };
    this.onEnd();
    for (const watching of [...this.#watching]) this.#feed(watching);
  }

  /** Resolves when nothing more comes from its source. */
  close(): Promise<void> {
    const over = new Promise<void>((resolve) => finished(this.source.output, () => resolve()));
    if (!this.#ended) {
      this.source.close();
      this.#end(null);
    }
    return over;
  }
}

/** What stands in place of output that a slow viewer missed; it ends what colour or escape sequence was begun. */
function gap(bytes: number): Uint8Array {
  return new TextEncoder().encode(`\x18\x1b[0m\r\n[… ${bytes} bytes were skipped …]\r\n`);
}
