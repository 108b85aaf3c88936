import type { TextConsole } from '../../main/drivers/driver';

/** Someone at a text console: sees all that it shows, waits for something, types. */
export class TextClient {
  #seen: string;
  #from = 0;
  isOver = false;
  #wake: (() => void)[] = [];

  constructor(private readonly console: TextConsole) {
    this.#seen = Buffer.from(console.history).toString();
    const awake = (): void => {
      for (const wake of this.#wake.splice(0)) wake();
    };
    const over = (): void => {
      this.isOver = true;
      awake();
    };
    console.output.on('data', (chunk: Buffer) => {
      this.#seen += chunk.toString();
      awake();
    });
    console.output.once('end', over);
    console.output.once('close', over);
  }

  get seen(): string {
    return this.#seen;
  }

  type(text: string): void {
    this.console.input.write(text);
  }

  /** Types a command; what was shown before it no longer counts for `sees`. */
  run(command: string): void {
    this.#from = this.#seen.length;
    this.type(`${command}\r`);
  }

  /** Waits until it is shown, after what was seen last. */
  async sees(what: RegExp, limit: number): Promise<void> {
    await this.#until(() => {
      const found = what.exec(this.#seen.slice(this.#from));
      if (!found) return false;
      this.#from += found.index + found[0].length;
      return true;
    }, limit);
  }

  async ends(limit: number): Promise<void> {
    await this.#until(() => this.isOver, limit);
  }

  async #until(holds: () => boolean, limit: number): Promise<void> {
    const end = Date.now() + limit;
    while (!holds()) {
      const left = end - Date.now();
      if (left <= 0)
        throw new Error(
          `it was not seen within ${limit} ms; the end of all that was:\n${this.#seen.slice(-600)}`,
        );
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
        timer = setTimeout(resolve, left);
      });
      clearTimeout(timer);
    }
  }

  close(): void {
    this.console.close();
  }
}
