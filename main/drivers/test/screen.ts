import { CELL } from './font';
import { Framebuffer } from './framebuffer';
import type { System } from './systems';
import { TextGrid } from './text-grid';

const WIDTH = 640;
const HEIGHT = 400;
const PANEL = 18;
/** The window on a desktop: a frame with a title, and the terminal in it. */
const WINDOW = { x: 56, y: 48, width: 528, height: 300, title: 18 } as const;
const INK = 0xd8dce4;
const PAPER = 0x101216;
const FRAME = 0xe4e7ee;
const TITLE = 0x20242c;
export const POINTER = { width: 9, height: 14 } as const;

/**
 * What a guest's screen shows: a text console, or a desktop with a panel, a clock and a terminal in a window, after its
 * system. What the shell writes is seen in it, and so is the pointer.
 */
export class Screen {
  readonly framebuffer = new Framebuffer(WIDTH, HEIGHT);
  #pointer = { x: 480, y: 370 };
  readonly #grid: TextGrid;
  readonly #origin: { readonly x: number; readonly y: number };
  #cursorRow = 0;

  constructor(
    private readonly system: System,
    private readonly name: string,
    now: number,
  ) {
    const isDesktop = system.look === 'desktop';
    const area = isDesktop
      ? {
          x: WINDOW.x + 4,
          y: WINDOW.y + WINDOW.title + 2,
          width: WINDOW.width - 8,
          height: WINDOW.height - WINDOW.title - 6,
        }
      : { x: 2, y: PANEL, width: WIDTH - 4, height: HEIGHT - PANEL - 2 };
    this.#origin = area;
    this.#grid = new TextGrid(Math.floor(area.width / CELL.width), Math.floor(area.height / CELL.height));
    this.#drawGround();
    this.#drawText();
    this.tick(now);
  }

  get pointer(): { readonly x: number; readonly y: number } {
    return this.#pointer;
  }

  /** What the terminal in it shows, line by line, without the blanks at their ends. */
  get lines(): readonly string[] {
    return Array.from({ length: this.#grid.rows }, (_, row) => this.#grid.line(row).trimEnd());
  }

  write(text: string): void {
    this.#grid.write(text);
    this.#drawText();
  }

  movePointer(x: number, y: number): void {
    const before = this.#pointer;
    this.#pointer = { x: Math.min(x, WIDTH - 1), y: Math.min(y, HEIGHT - 1) };
    this.framebuffer.changed({ ...before, ...POINTER });
    this.framebuffer.changed({ ...this.#pointer, ...POINTER });
  }

  /** Sets its clock. */
  tick(now: number): void {
    const time = new Date(now).toISOString().slice(11, 19);
    this.framebuffer.text(
      WIDTH - time.length * CELL.width - 6,
      this.#panelTop + 5,
      time,
      0xffffff,
      this.system.colours.panel,
    );
  }

  get #panelTop(): number {
    return this.system.family === 'windows' ? HEIGHT - PANEL : 0;
  }

  #drawGround(): void {
    const { colours, look, title } = this.system;
    const { framebuffer } = this;
    framebuffer.slope({ x: 0, y: 0, width: WIDTH, height: HEIGHT }, (line) =>
      blend(colours.top, colours.bottom, line / HEIGHT),
    );
    framebuffer.fill(0, this.#panelTop, WIDTH, PANEL, colours.panel);
    framebuffer.text(6, this.#panelTop + 5, `${title}  ${this.name}`.slice(0, 80), 0xffffff, colours.panel);
    if (look === 'console') {
      framebuffer.fill(0, PANEL, WIDTH, HEIGHT - PANEL, PAPER);
      return;
    }
    const { x, y, width, height, title: bar } = WINDOW;
    framebuffer.fill(x - 1, y - 1, width + 2, height + 2, TITLE);
    framebuffer.fill(x, y, width, bar, FRAME);
    framebuffer.text(x + 8, y + 5, 'Terminal', TITLE, FRAME);
    for (const [at, colour] of [0x3fa66a, 0xe0a63a, 0xd9534f].entries()) {
      framebuffer.fill(x + width - 52 + at * 16, y + 5, 8, 8, colour);
    }
    framebuffer.fill(x, y + bar, width, height - bar, PAPER);
  }

  #drawText(): void {
    const { x, y } = this.#origin;
    const { column, row } = this.#grid.cursor;
    // The cursor's old row has to lose it, whether or not its text changed.
    for (const stale of new Set([...this.#grid.takeStale(), this.#cursorRow, row])) {
      this.framebuffer.text(x, y + stale * CELL.height, this.#grid.line(stale), INK, PAPER);
    }
    this.#cursorRow = row;
    this.framebuffer.fill(x + column * CELL.width, y + row * CELL.height + 1, CELL.width - 1, 7, INK);
  }
}

/** Between two colours, 0 being the first. */
function blend(from: number, to: number, share: number): number {
  const part = (shift: number): number => {
    const a = (from >> shift) & 255;
    const b = (to >> shift) & 255;
    return Math.round(a + (b - a) * share) << shift;
  };
  return part(16) | part(8) | part(0);
}
