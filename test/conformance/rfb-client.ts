import type { DisplayConsole } from '../../main/drivers/driver';

/** A pixel as red, green and blue. */
export type Colour = readonly [number, number, number];

const RAW = 0;
const DESKTOP_SIZE = -223;

/** As much of a VNC viewer as a spec needs: RFB 3.8, security None, raw encoding, 32-bit pixels as noVNC asks for them. */
export class RfbClient {
  width = 0;
  height = 0;
  title = '';
  version = '';
  #pixels = Buffer.alloc(0);
  #received = Buffer.alloc(0);
  #isOver = false;
  #wake: (() => void)[] = [];

  private constructor(private readonly display: DisplayConsole) {
    display.output.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#awake();
    });
    const over = (): void => {
      this.#isOver = true;
      this.#awake();
    };
    display.output.once('end', over);
    display.output.once('close', over);
  }

  static async connect(display: DisplayConsole): Promise<RfbClient> {
    const client = new RfbClient(display);
    client.version = (await client.#read(12)).toString('latin1');
    display.input.write('RFB 003.008\n');
    const [count = 0] = await client.#read(1);
    const types = await client.#read(count);
    if (!types.includes(1)) throw new Error(`no security type None among ${[...types].join(', ')}`);
    display.input.write(Buffer.from([1]));
    const result = (await client.#read(4)).readUInt32BE();
    if (result !== 0) throw new Error(`the handshake ended with ${result}`);
    display.input.write(Buffer.from([1])); // shared
    const init = await client.#read(24);
    client.width = init.readUInt16BE(0);
    client.height = init.readUInt16BE(2);
    client.title = (await client.#read(init.readUInt32BE(20))).toString();
    client.#pixels = Buffer.alloc(client.width * client.height * 4);
    client.setFormat();
    const encodings = Buffer.from([2, 0, 0, 2, 0, 0, 0, RAW, 0, 0, 0, 0]);
    encodings.writeInt32BE(DESKTOP_SIZE, 8);
    display.input.write(encodings);
    return client;
  }

  /** Red in the lowest byte, as noVNC wants it. */
  setFormat(): void {
    const format = Buffer.from([0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0]);
    this.display.input.write(format);
  }

  /** Asks for the picture, whole or what changed, and waits for it; the number of pixels that came. */
  async update(isIncremental: boolean): Promise<number> {
    const request = Buffer.alloc(10);
    request.set([3, isIncremental ? 1 : 0]);
    request.writeUInt16BE(this.width, 6);
    request.writeUInt16BE(this.height, 8);
    this.display.input.write(request);
    for (;;) {
      const [type] = await this.#read(1);
      if (type === 0) break;
      if (type === 2) continue; // bell
      throw new Error(`a message of type ${type} was not asked for`);
    }
    const rectangles = (await this.#read(3)).readUInt16BE(1);
    let pixels = 0;
    for (let times = 0; times < rectangles; times++) pixels += await this.#rectangle();
    return pixels;
  }

  at(x: number, y: number): Colour {
    const offset = (y * this.width + x) * 4;
    return [this.#pixels[offset] ?? 0, this.#pixels[offset + 1] ?? 0, this.#pixels[offset + 2] ?? 0];
  }

  /** How many pixels differ from black. */
  get lit(): number {
    let lit = 0;
    for (let at = 0; at < this.#pixels.length; at += 4) {
      if (this.#pixels[at] || this.#pixels[at + 1] || this.#pixels[at + 2]) lit++;
    }
    return lit;
  }

  /** A copy of the picture, to be compared with a later one. */
  snapshot(): Buffer {
    return Buffer.from(this.#pixels);
  }

  key(keysym: number): void {
    for (const isDown of [1, 0]) {
      const message = Buffer.alloc(8);
      message.set([4, isDown]);
      message.writeUInt32BE(keysym, 4);
      this.display.input.write(message);
    }
  }

  type(text: string): void {
    for (const character of text) this.key(character === '\n' ? 0xff0d : (character.codePointAt(0) ?? 0));
  }

  pointer(x: number, y: number, buttons = 0): void {
    const message = Buffer.alloc(6);
    message.set([5, buttons]);
    message.writeUInt16BE(x, 2);
    message.writeUInt16BE(y, 4);
    this.display.input.write(message);
  }

  async #rectangle(): Promise<number> {
    const head = await this.#read(12);
    const [x, y, width, height] = [0, 2, 4, 6].map((at) => head.readUInt16BE(at)) as [
      number,
      number,
      number,
      number,
    ];
    const encoding = head.readInt32BE(8);
    if (encoding === DESKTOP_SIZE) {
      this.width = width;
      this.height = height;
      this.#pixels = Buffer.alloc(width * height * 4);
      return 0;
    }
    if (encoding !== RAW) throw new Error(`the encoding ${encoding} was not offered`);
    const body = await this.#read(width * height * 4);
    for (let row = 0; row < height; row++) {
      body.copy(this.#pixels, ((y + row) * this.width + x) * 4, row * width * 4, (row + 1) * width * 4);
    }
    return width * height;
  }

  async #read(length: number): Promise<Buffer> {
    while (this.#received.length < length) {
      if (this.#isOver) throw new Error('the display ended');
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
    const bytes = Buffer.from(this.#received.subarray(0, length));
    this.#received = this.#received.subarray(length);
    return bytes;
  }

  #awake(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
