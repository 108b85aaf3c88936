/** A picture of 32-bit pixels, red first, as the simulated screen shows it. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
}

export const WIDTH = 640;
export const HEIGHT = 400;

const rgb = (red: number, green: number, blue: number): number => (red << 16) | (green << 8) | blue;

/** One colour a system, so that two demo machines are told apart at a glance. */
const HUES: readonly (readonly [number, number, number])[] = [
  [36, 68, 120],
  [96, 44, 92],
  [28, 92, 84],
  [112, 62, 30],
  [54, 60, 74],
];

function hueOf(text: string): readonly [number, number, number] {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return HUES[sum % HUES.length] ?? [54, 60, 74];
}

/** Draws a desktop: a slope of colour, a panel with a clock that moves, a window with lines of text, a pointer. */
export function drawDesktop(
  system: string,
  seconds: number,
  pointer: { readonly x: number; readonly y: number },
): Picture {
  const pixels = new Uint32Array(WIDTH * HEIGHT);
  const [red, green, blue] = hueOf(system);
  const box = (x: number, y: number, width: number, height: number, colour: number): void => {
    for (let row = Math.max(0, y); row < Math.min(HEIGHT, y + height); row++) {
      pixels.fill(
        colour,
        row * WIDTH + Math.max(0, x),
        row * WIDTH + Math.max(0, Math.min(WIDTH, x + width)),
      );
    }
  };
  for (let y = 0; y < HEIGHT; y++) {
    const light = 0.7 + (0.6 * y) / HEIGHT;
    pixels.fill(
      rgb(Math.min(255, red * light), Math.min(255, green * light), Math.min(255, blue * light)),
      y * WIDTH,
      (y + 1) * WIDTH,
    );
  }
  box(0, 0, WIDTH, 22, rgb(24, 26, 32));
  // The clock: a bar that fills within a minute, so that one sees the screen live.
  box(WIDTH - 132, 8, 120, 6, rgb(70, 74, 84));
  box(WIDTH - 132, 8, 2 * (seconds % 60) + 2, 6, rgb(170, 200, 255));
  box(80, 60, 380, 250, rgb(244, 245, 248));
  box(80, 60, 380, 24, rgb(214, 218, 228));
  for (const [at, colour] of [rgb(230, 96, 88), rgb(240, 190, 80), rgb(110, 190, 100)].entries()) {
    box(90 + at * 18, 68, 9, 9, colour);
  }
  for (let line = 0; line < 11; line++) {
    const width = 120 + ((line * 97 + system.length * 41) % 210);
    box(100, 102 + line * 18, width, 6, line % 4 === 0 ? rgb(red, green, blue) : rgb(150, 156, 168));
  }
  if (seconds % 2 === 0) box(100, 302 - 2, 8, 2, rgb(40, 44, 52));
  for (let row = 0; row < 14; row++)
    box(pointer.x, pointer.y + row, Math.max(1, Math.ceil(row * 0.6)), 1, rgb(255, 255, 255));
  return { width: WIDTH, height: HEIGHT, pixels };
}
