import { PassThrough, Writable } from 'node:stream';
import type { DisplayConsole } from '../../drivers/driver';
import { drawDesktop, HEIGHT, WIDTH } from './picture';

/** A client's pixels: true colour, which is all that VNC viewers of today ask for. */
interface PixelFormat {
  readonly bytes: 1 | 2 | 4;
  readonly bigEndian: boolean;
  readonly max: readonly [number, number, number];
  readonly shift: readonly [number, number, number];
}

const DEFAULT_FORMAT: PixelFormat = { bytes: 4, bigEndian: false, max: [255, 255, 255], shift: [16, 8, 0] };
const FRAME_MS = 500;

type Phase = 'version' | 'security' | 'init' | 'messages';

/**
 * A display that speaks RFB 3.8 (RFC 6143) in memory: security None, raw encoding. It paints a simulated desktop, which
 * changes twice a second and follows the pointer.
 */
export class SimulatedDisplay implements DisplayConsole {
  readonly output = new PassThrough();
  readonly input: Writable;
  #received = Buffer.alloc(0);
  #phase: Phase = 'version';
  #format = DEFAULT_FORMAT;
  #pointer = { x: 300, y: 220 };
  /** The client waits for the next picture. */
  #wanted = false;
  #timer: NodeJS.Timeout;

  constructor(
    private readonly name: string,
    private readonly system: string,
    private readonly startedAt: number,
  ) {
    this.input = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.#received = Buffer.concat([this.#received, chunk]);
        while (this.#step());
        done();
      },
    });
    this.#timer = setInterval(() => this.#paint(), FRAME_MS);
    this.output.write('RFB 003.008\n');
  }

  close(): void {
    clearInterval(this.#timer);
    this.output.end();
  }

  /** Takes one message off what was received; false where it is not whole yet. */
  #step(): boolean {
    switch (this.#phase) {
      case 'version':
        return this.#take(12, () => {
          this.output.write(Buffer.from([1, 1])); // one security type: None
          this.#phase = 'security';
        });
      case 'security':
        return this.#take(1, () => {
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
    }
  }

  #take(length: number, use: (message: Buffer) => void): boolean {
    if (this.#received.length < length) return false;
    const message = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    use(message);
    return true;
  }

  #message(): boolean {
    switch (this.#received[0]) {
      case 0:
        return this.#take(20, (message) => (this.#format = readFormat(message.subarray(4)) ?? this.#format));
      case 2: {
        if (this.#received.length < 4) return false;
        return this.#take(4 + 4 * this.#received.readUInt16BE(2), () => undefined); // raw is always allowed
      }
      case 3:
        return this.#take(10, (message) => {
          this.#wanted = true;
          if (message[1] === 0) this.#paint(); // not incremental: at once
        });
      case 4:
        return this.#take(8, () => undefined);
      case 5:
        return this.#take(
          6,
          (message) => (this.#pointer = { x: message.readUInt16BE(2), y: message.readUInt16BE(4) }),
        );
      case 6: {
        if (this.#received.length < 8) return false;
        return this.#take(8 + Math.abs(this.#received.readInt32BE(4)), () => undefined);
      }
      case undefined:
        return false;
      default:
        this.close(); // a message nobody announced: nothing after it can be understood
        return false;
    }
  }

  #serverInit(): Buffer {
    const name = Buffer.from(this.name);
    const init = Buffer.alloc(24 + name.length);
    init.writeUInt16BE(WIDTH, 0);
    init.writeUInt16BE(HEIGHT, 2);
    const { max, shift } = DEFAULT_FORMAT;
    init.set([32, 24, 0, 1, 0, max[0], 0, max[1], 0, max[2], ...shift], 4);
    init.writeUInt32BE(name.length, 20);
    name.copy(init, 24);
    return init;
  }

  #paint(): void {
    if (!this.#wanted || this.output.writableEnded) return;
    this.#wanted = false;
    const seconds = Math.floor((Date.now() - this.startedAt) / 1000);
    const { pixels } = drawDesktop(this.system, seconds, this.#pointer);
    const { bytes, bigEndian, max, shift } = this.#format;
    const body = Buffer.alloc(pixels.length * bytes);
    const [red, green, blue] = max;
    for (let at = 0; at < pixels.length; at++) {
      const pixel = pixels[at] ?? 0;
      const value =
        (((((pixel >> 16) & 255) * red) / 255) << shift[0]) |
        (((((pixel >> 8) & 255) * green) / 255) << shift[1]) |
        ((((pixel & 255) * blue) / 255) << shift[2]);
      if (bigEndian) body.writeUIntBE(value >>> 0, at * bytes, bytes);
      else body.writeUIntLE(value >>> 0, at * bytes, bytes);
    }
    const head = Buffer.alloc(16); // FramebufferUpdate: one rectangle, raw
    head.writeUInt16BE(1, 2);
    head.writeUInt16BE(WIDTH, 8);
    head.writeUInt16BE(HEIGHT, 10);
    this.output.write(Buffer.concat([head, body]));
  }
}

function readFormat(format: Buffer): PixelFormat | null {
  const [bits, , bigEndian, trueColour] = format;
  if (trueColour !== 1 || (bits !== 8 && bits !== 16 && bits !== 32)) return null;
  return {
    bytes: bits === 8 ? 1 : bits === 16 ? 2 : 4,
    bigEndian: bigEndian !== 0,
    max: [format.readUInt16BE(4), format.readUInt16BE(6), format.readUInt16BE(8)],
    shift: [format[10] ?? 0, format[11] ?? 0, format[12] ?? 0],
  };
}
