import { CELL, columnsOf } from './font';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture that is drawn into, and that tells which part of it has changed. Pixels are 0xrrggbb. */
export class Framebuffer {
  readonly pixels: Uint32Array;
  readonly #watchers = new Set<(changed: Rectangle) => void>();

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.pixels = new Uint32Array(width * height);
  }

  /** Returns the function that ends it. */
  watch(watcher: (changed: Rectangle) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  fill(x: number, y: number, width: number, height: number, colour: number): void {
    this.slope({ x, y, width, height }, () => colour);
  }

  /** Fills with a colour for each line, by its number from the top. */
  slope(area: Rectangle, colourOf: (line: number) => number): void {
    const left = Math.max(0, area.x);
    const right = Math.min(this.width, area.x + area.width);
    const top = Math.max(0, area.y);
    const bottom = Math.min(this.height, area.y + area.height);
    if (right <= left || bottom <= top) return;
    for (let y = top; y < bottom; y++) {
      this.pixels.fill(colourOf(y - area.y), y * this.width + left, y * this.width + right);
    }
    this.changed({ x: left, y: top, width: right - left, height: bottom - top });
  }

  /** Writes a line of text with its top left corner at a place, over a ground of its own. */
  text(x: number, y: number, text: string, colour: number, ground: number): void {
    let left = x;
    for (const character of text) {
      const columns = columnsOf(character);
      for (let column = 0; column < CELL.width; column++) {
        const dots = columns[column] ?? 0;
        for (let row = 0; row < CELL.height; row++) {
          const isSet = row > 0 && (dots >> (row - 1)) & 1;
          const atX = left + column;
          const atY = y + row;
          if (atX < this.width && atY < this.height) {
            this.pixels[atY * this.width + atX] = isSet ? colour : ground;
          }
        }
      }
      left += CELL.width;
    }
    this.changed({ x, y, width: Math.min(left, this.width) - x, height: CELL.height });
  }

  /** Says that a part looks otherwise now, though no pixel of its own did: the pointer lies above the picture. */
  changed(area: Rectangle): void {
    for (const watcher of this.#watchers) watcher(area);
  }
}
