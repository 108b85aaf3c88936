import { connect, type Socket } from 'node:net';
import type { ScreenClipboard } from '../../driver';
import {
  AgentReader,
  CAPABILITY,
  HOLDS,
  MESSAGE,
  messageBytes,
  numbers,
  numbersIn,
  type AgentMessage,
} from './vdagent';

/** How much of what it is told a guest may leave unread. */
const UNREAD_MAX_BYTES = 4 * 1024 * 1024;

/** A screen that is open, and is told what is copied inside. */
class Seat implements ScreenClipboard {
  copied: (text: string) => void = () => undefined;

  constructor(
    readonly offer: (text: string) => void,
    readonly leave: () => void,
  ) {}

  onCopied(listener: (text: string) => void): void {
    this.copied = listener;
  }
}

/**
 * The clipboard inside a running machine, through SPICE's agent there. Paddock is on the line as long as it has the machine,
 * for an agent that nobody listens to tries again and again; but a text passes only while a screen is open: none is asked
 * for before, and what was offered is taken back with the last one.
 *
 * QEMU has a device for this, `qemu-vdagent`, which joins the agent to VNC. With it no machine can be saved; and where it is
 * put in another's place, as it would have to be after each save, it does not ask an agent that has its port open already.
 */
export class GuestClipboard {
  readonly #seats = new Set<Seat>();
  #socket: Socket | null = null;
  #reader = new AgentReader();
  /** What the agent can do; null where none has said so. */
  #capabilities: number | null = null;
  /** What the guest may ask for. */
  #offered: string | null = null;
  /** Whether the guest was asked for its text and has not answered. */
  #isAwaited = false;
  #ended = false;

  constructor(
    private readonly path: string,
    private readonly log: (message: string) => void,
  ) {}

  /** Whether the machine has a line to an agent. */
  get isThere(): boolean {
    return this.#socket !== null;
  }

  /** Says whether somebody inside has opened the port, of a machine that has one. */
  portIs(port: 'closed' | 'open'): void {
    if (this.#ended) return;
    const socket = (this.#socket ??= this.#connected());
    this.#reader = new AgentReader();
    this.#capabilities = null;
    this.#isAwaited = false;
    if (port === 'open') this.#announce(socket, true);
  }

  /** A screen is opened: from now on it is told what is copied. */
  sit(): Seat {
    const seat: Seat = new Seat(
      (text) => this.#offer(text),
      () => this.#leave(seat),
    );
    this.#seats.add(seat);
    return seat;
  }

  /** The machine has ended, or is let go of. */
  end(): void {
    this.#ended = true;
    this.#socket?.destroy();
    this.#socket = null;
    this.#offered = null;
    this.#seats.clear();
  }

  #connected(): Socket {
    const socket = connect(this.path);
    socket.on('data', (bytes: Buffer) => {
      for (const message of this.#reader.take(bytes)) this.#hear(socket, message);
    });
    socket.on('error', (error) => this.log(`clipboard: ${error.message}`));
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = null;
      this.#capabilities = null;
    });
    return socket;
  }

  /** A guest that asks and does not read what it is told is told no more for now. */
  #say(socket: Socket, type: number, data: Uint8Array): void {
    if (socket.writableLength < UNREAD_MAX_BYTES) socket.write(messageBytes(type, data));
  }

  /** `isRequest`: the agent takes Paddock for one that has just come, and says what it can do. */
  #announce(socket: Socket, isRequest: boolean): void {
    const said = numbers(isRequest ? 1 : 0, CAPABILITY.clipboardByDemand);
    this.#say(socket, MESSAGE.announceCapabilities, said);
  }

  #hear(socket: Socket, { type, data }: AgentMessage): void {
    switch (type) {
      case MESSAGE.announceCapabilities: {
        const [isRequest, capabilities = 0] = numbersIn(data);
        this.#capabilities = capabilities;
        if (isRequest) this.#announce(socket, false);
        if (this.#offered !== null) this.#grab();
        return;
      }
      case MESSAGE.grab:
        this.#offered = null;
        this.#isAwaited = this.#seats.size > 0 && numbersIn(data).includes(HOLDS.text);
        if (this.#isAwaited) this.#say(socket, MESSAGE.request, numbers(HOLDS.text));
        return;
      case MESSAGE.clipboard: {
        if (!this.#isAwaited || numbersIn(data.subarray(0, 4))[0] !== HOLDS.text) return;
        this.#isAwaited = false;
        const text = data.subarray(4).toString('utf8');
        const copied = this.#hasCrLf ? text.replaceAll('\r\n', '\n') : text;
        for (const seat of this.#seats) seat.copied(copied);
        return;
      }
      case MESSAGE.request:
        this.#say(socket, MESSAGE.clipboard, this.#answer(numbersIn(data)[0]));
        return;
    }
  }

  #answer(wanted: number | undefined): Buffer {
    if (wanted !== HOLDS.text || this.#offered === null) return numbers(HOLDS.nothing);
    const text = this.#hasCrLf ? this.#offered.replaceAll(/\r?\n/g, '\r\n') : this.#offered;
    return Buffer.concat([numbers(HOLDS.text), Buffer.from(text)]);
  }

  get #hasCrLf(): boolean {
    return ((this.#capabilities ?? 0) & CAPABILITY.lineEndCrLf) !== 0;
  }

  #offer(text: string): void {
    this.#offered = text;
    this.#isAwaited = false;
    this.#grab();
  }

  #grab(): void {
    if (this.#capabilities !== null && this.#socket)
      this.#say(this.#socket, MESSAGE.grab, numbers(HOLDS.text));
  }

  #leave(seat: Seat): void {
    this.#seats.delete(seat);
    if (this.#seats.size > 0) return;
    this.#isAwaited = false;
    if (this.#offered === null) return;
    this.#offered = null;
    if (this.#capabilities !== null && this.#socket)
      this.#say(this.#socket, MESSAGE.release, Buffer.alloc(0));
  }
}
