import type WebSocket from 'ws';
import { LifecycleSchema } from './answers';
import type { IncusClient } from './client';

/** How long after the connection was lost another is tried, in ms: at first, and at most. */
const AGAIN_MS = { first: 250, most: 15_000 } as const;
/** How often a server that says nothing is asked whether it is still there, in ms; by then it must have connected as well. */
const PULSE_MS = 15_000;

export interface EventsOptions {
  readonly client: IncusClient;
  /** Something of an instance changed. */
  readonly onChange: (project: string, instance: string) => void;
  /** Connected: what happened before has not been heard. */
  readonly onConnected: () => void;
  /** The connection was lost; it is tried again until `close`. */
  readonly onLost: (why: string) => void;
  readonly pulseMs?: number;
}

/** Follows what happens to a server's instances, by its stream of events; a connection that is lost is made again. */
export class Events {
  #socket: WebSocket | null = null;
  #isOpening = false;
  #timer: NodeJS.Timeout | null = null;
  #pulse: NodeJS.Timeout | null = null;
  #pauseMs: number = AGAIN_MS.first;
  #closed = false;
  #isConnected = false;

  constructor(private readonly options: EventsOptions) {}

  start(): void {
    if (this.#closed || this.#socket || this.#isOpening) return;
    this.#isOpening = true;
    this.options.client.websocket('/1.0/events?type=lifecycle&all-projects=true').then(
      (socket) => this.#follow(socket),
      () => this.#again(),
    );
  }

  #follow(socket: WebSocket): void {
    const { onChange, onConnected } = this.options;
    this.#isOpening = false;
    this.#socket = socket;
    socket.on('open', () => {
      this.#pauseMs = AGAIN_MS.first;
      this.#isConnected = true;
      onConnected();
    });
    socket.on('message', (data: Buffer) => {
      const found = instanceIn(data.toString());
      if (found) onChange(found.project, found.instance);
    });
    this.#feel(socket);
    socket.on('error', (error) => this.#lost(socket, error.message));
    socket.on('close', () => this.#lost(socket, 'The server closed it.'));
    if (this.#closed) socket.terminate();
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#pulse) clearInterval(this.#pulse);
    this.#socket?.terminate();
  }

  /** A connection whose other end is gone (a computer switched off, a network left) says nothing, not even that it ended. */
  #feel(socket: WebSocket): void {
    let isHeard = true;
    for (const sign of ['message', 'ping', 'pong'] as const) socket.on(sign, () => (isHeard = true));
    this.#pulse = setInterval(() => {
      if (isHeard && socket.readyState === socket.OPEN) {
        isHeard = false;
        socket.ping();
        return;
      }
      this.#lost(socket, 'It does not answer.');
      socket.terminate();
    }, this.options.pulseMs ?? PULSE_MS).unref();
  }

  #lost(socket: WebSocket, why: string): void {
    if (this.#closed || this.#socket !== socket) return;
    this.#socket = null;
    if (this.#pulse) clearInterval(this.#pulse);
    if (this.#isConnected) this.options.onLost(why);
    this.#isConnected = false;
    this.#again();
  }

  #again(): void {
    this.#isOpening = false;
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.start(), this.#pauseMs);
    this.#pauseMs = Math.min(AGAIN_MS.most, this.#pauseMs * 2);
  }
}

/** The instance that a line of the stream is about: `/1.0/instances/web?project=shop`; undefined where it is about none. */
export function instanceIn(
  line: string,
): { readonly project: string; readonly instance: string } | undefined {
  try {
    const { metadata, project } = LifecycleSchema.parse(JSON.parse(line));
    const url = new URL(metadata.source, 'http://incus');
    const instance = /^\/1\.0\/instances\/([^/]+)/.exec(url.pathname)?.[1];
    if (instance === undefined) return undefined;
    return { project: url.searchParams.get('project') ?? project, instance: decodeURIComponent(instance) };
  } catch {
    return undefined; // whatever a server may send, no line of it ends Paddock
  }
}
