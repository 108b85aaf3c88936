import { PassThrough, Writable } from 'node:stream';
import type { DisplayConsole } from '../driver';
import type { Rectangle } from './framebuffer';
import { POINTER, type Screen } from './screen';

/** A client's pixels: true colour, which is all that VNC viewers of today ask for. */
interface PixelFormat {
  readonly bytes: 1 | 2 | 4;
  readonly bigEndian: boolean;
  readonly max: readonly [number, number, number];
  readonly shift: readonly [number, number, number];
}

const DEFAULT_FORMAT: PixelFormat = { bytes: 4, bigEndian: false, max: [255, 255, 255], shift: [16, 8, 0] };
const VERSION = 'RFB 003.008\n';
const SECURITY_NONE = 1;
/** The picture is sent in pieces of this size: only those that changed. */
const TILE = { width: 64, height: 40 } as const;
/** Changes within this time go out together, in ms. */
const GATHER_MS = 15;

const MESSAGE = {
  setPixelFormat: 0,
  setEncodings: 2,
  updateRequest: 3,
  key: 4,
  pointer: 5,
  cutText: 6,
} as const;

export interface RfbServerOptions {
  readonly screen: Screen;
  readonly title: string;
  readonly key: (keysym: number, isDown: boolean) => void;
  readonly pointer: (x: number, y: number, buttons: number) => void;
  readonly closed: () => void;
}

type Phase = 'version' | 'security' | 'init' | 'messages' | 'over';

/**
 * A display that speaks RFB 3.8 (RFC 6143) in memory: security None, raw encoding. It sends what changed of a screen,
 * when the viewer has asked for it and no sooner.
 */
export class RfbServer implements DisplayConsole {
  readonly output = new PassThrough();
  readonly input: Writable;
  #received = Buffer.alloc(0);
  #phase: Phase = 'version';
  #format = DEFAULT_FORMAT;
  /** Tiles that the viewer has not seen as they are now, by number. */
  readonly #stale = new Set<number>();
  readonly #columns: number;
  /** The viewer waits for the next change. */
  #isWanted = false;
  #timer: NodeJS.Timeout | null = null;
  readonly #unwatch: () => void;

  constructor(private readonly options: RfbServerOptions) {
    const { framebuffer } = options.screen;
    this.#columns = Math.ceil(framebuffer.width / TILE.width);
    this.#markStale({ x: 0, y: 0, width: framebuffer.width, height: framebuffer.height });
    this.#unwatch = framebuffer.watch((area) => {
      this.#markStale(area);
      this.#sendSoon();
    });
    this.input = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.#received = Buffer.concat([this.#received, chunk]);
        while (this.#step());
        done();
      },
    });
    this.output.write(VERSION);
  }

  close(): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#unwatch();
    if (this.#timer) clearTimeout(this.#timer);
    this.output.end();
    this.options.closed();
  }

  /** Takes one message off what was received; false where it is not whole yet. */
  #step(): boolean {
    switch (this.#phase) {
      case 'version':
        return this.#take(VERSION.length, (version) => {
          if (version.toString('latin1') !== VERSION) return this.#refuse('Only RFB 3.8 is spoken here.');
          this.output.write(Buffer.from([1, SECURITY_NONE]));
          this.#phase = 'security';
        });
      case 'security':
        return this.#take(1, ([type]) => {
          if (type !== SECURITY_NONE) return this.close();
          this.output.write(Buffer.from([0, 0, 0, 0])); // accepted
          this.#phase = 'init';
        });
      case 'init':
        return this.#take(1, () => {
          this.output.write(this.#serverInit());
          this.#phase = 'messages';
        });
      case 'messages':
        return this.#message();
      case 'over':
        return false;
    }
  }

  #take(length: number, use: (message: Buffer) => void): boolean {
    if (this.#received.length < length) return false;
    const message = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    use(message);
    return true;
  }

  /** A handshake that offers no security type, and says why. */
  #refuse(reason: string): void {
    const text = Buffer.from(reason);
    const head = Buffer.alloc(5);
    head.writeUInt32BE(text.length, 1);
    this.output.write(Buffer.concat([head, text]));
    this.close();
  }

  #message(): boolean {
    switch (this.#received[0]) {
      case undefined:
        return false;
      case MESSAGE.setPixelFormat:
        return this.#take(20, (message) => {
          const format = readFormat(message.subarray(4));
          if (!format) return this.close(); // a palette: no pixel sent from here on would be understood
          this.#format = format;
        });
      case MESSAGE.setEncodings:
        if (this.#received.length < 4) return false;
        return this.#take(4 + 4 * this.#received.readUInt16BE(2), () => undefined); // raw is always allowed
      case MESSAGE.updateRequest:
        return this.#take(10, (message) => {
          this.#isWanted = true;
          if (message[1] !== 0) return this.#sendSoon();
          this.#markStale({
            x: message.readUInt16BE(2),
            y: message.readUInt16BE(4),
            width: message.readUInt16BE(6),
            height: message.readUInt16BE(8),
          });
          this.#send();
        });
      case MESSAGE.key:
        return this.#take(8, (message) => this.options.key(message.readUInt32BE(4), message[1] !== 0));
      case MESSAGE.pointer:
        return this.#take(6, (message) =>
          this.options.pointer(message.readUInt16BE(2), message.readUInt16BE(4), message[1] ?? 0),
        );
      case MESSAGE.cutText:
        if (this.#received.length < 8) return false;
        return this.#take(8 + Math.abs(this.#received.readInt32BE(4)), () => undefined);
      default:
        this.close(); // a message nobody announced: nothing after it can be understood
        return false;
    }
  }

  #serverInit(): Buffer {
    const { width, height } = this.options.screen.framebuffer;
    const title = Buffer.from(this.options.title);
    const init = Buffer.alloc(24);
    init.writeUInt16BE(width, 0);
    init.writeUInt16BE(height, 2);
    const { max, shift } = DEFAULT_FORMAT;
    init.set([32, 24, 0, 1, 0, max[0], 0, max[1], 0, max[2], ...shift], 4);
    init.writeUInt32BE(title.length, 20);
    return Buffer.concat([init, title]);
  }

  #markStale({ x, y, width, height }: Rectangle): void {
    const { framebuffer } = this.options.screen;
    const right = Math.min(framebuffer.width, x + width);
    const bottom = Math.min(framebuffer.height, y + height);
    for (let row = Math.floor(y / TILE.height); row * TILE.height < bottom; row++) {
      for (let column = Math.floor(x / TILE.width); column * TILE.width < right; column++) {
        this.#stale.add(row * this.#columns + column);
      }
    }
  }

  #sendSoon(): void {
    if (!this.#isWanted || this.#stale.size === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#send();
    }, GATHER_MS);
  }

  #send(): void {
    if (!this.#isWanted || this.#stale.size === 0 || this.#phase !== 'messages') return;
    this.#isWanted = false;
    const { framebuffer } = this.options.screen;
    const head = Buffer.alloc(4);
    head.writeUInt16BE(this.#stale.size, 2);
    const parts: Buffer[] = [head];
    for (const tile of this.#stale) {
      const x = (tile % this.#columns) * TILE.width;
      const y = Math.floor(tile / this.#columns) * TILE.height;
      parts.push(
        this.#encode({
          x,
          y,
          width: Math.min(TILE.width, framebuffer.width - x),
          height: Math.min(TILE.height, framebuffer.height - y),
        }),
      );
    }
    this.#stale.clear();
    this.output.write(Buffer.concat(parts));
  }

  /** A rectangle in raw encoding, with the pointer drawn above the picture. */
  #encode({ x, y, width, height }: Rectangle): Buffer {
    const { framebuffer, pointer } = this.options.screen;
    const { bytes, bigEndian, max, shift } = this.#format;
    const [red, green, blue] = max.map((most) => most / 255) as [number, number, number];
    const body = Buffer.alloc(12 + width * height * bytes);
    body.writeUInt16BE(x, 0);
    body.writeUInt16BE(y, 2);
    body.writeUInt16BE(width, 4);
    body.writeUInt16BE(height, 6);
    let at = 12;
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) {
        const above = pointerPixel(column - pointer.x, row - pointer.y);
        const pixel = above ?? framebuffer.pixels[row * framebuffer.width + column] ?? 0;
        const value =
          (Math.round(((pixel >> 16) & 255) * red) << shift[0]) |
          (Math.round(((pixel >> 8) & 255) * green) << shift[1]) |
          (Math.round((pixel & 255) * blue) << shift[2]);
        for (let byte = 0; byte < bytes; byte++) {
          body[at + (bigEndian ? bytes - 1 - byte : byte)] = (value >>> (8 * byte)) & 255;
        }
        at += bytes;
      }
    }
    return body;
  }
}

/** An arrow: white with a dark edge; undefined beside it. */
function pointerPixel(x: number, y: number): number | undefined {
  if (x < 0 || y < 0 || x >= POINTER.width || y >= POINTER.height) return undefined;
  const edge = Math.floor((y * POINTER.width) / POINTER.height);
  if (x > edge) return undefined;
  return x === 0 || x === edge || y === POINTER.height - 1 ? 0x101216 : 0xffffff;
}

function readFormat(format: Buffer): PixelFormat | null {
  const [bits, , bigEndian, trueColour] = format;
  if (trueColour === 0 || (bits !== 8 && bits !== 16 && bits !== 32)) return null;
  return {
    bytes: bits === 8 ? 1 : bits === 16 ? 2 : 4,
    bigEndian: bigEndian !== 0,
    max: [format.readUInt16BE(4), format.readUInt16BE(6), format.readUInt16BE(8)],
    shift: [format[10] ?? 0, format[11] ?? 0, format[12] ?? 0],
  };
}
