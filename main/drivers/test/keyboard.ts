/** X keysyms, as RFB sends them. */
const KEYS: Readonly<Record<number, string>> = {
  0xff08: '\x7f', // BackSpace
  0xff09: '\t',
  0xff0d: '\r',
  0xff8d: '\r', // keypad Enter
  0xff1b: '\x1b',
  0xff50: '\x1b[H', // Home
  0xff51: '\x1b[D',
  0xff52: '\x1b[A',
  0xff53: '\x1b[C',
  0xff54: '\x1b[B',
  0xff57: '\x1b[F', // End
  0xffff: '\x1b[3~', // Delete
};
const CONTROL: readonly number[] = [0xffe3, 0xffe4];
const ALT: readonly number[] = [0xffe9, 0xffea];
const DELETE = 0xffff;

/** A keyboard whose keys come one by one: what they type, and the chord that restarts a machine. */
export class Keyboard {
  readonly #held = new Set<number>();

  constructor(
    private readonly type: (text: string) => void,
    private readonly controlAltDelete: () => void,
  ) {}

  key(keysym: number, isDown: boolean): void {
    if (!isDown) {
      this.#held.delete(keysym);
      return;
    }
    this.#held.add(keysym);
    const control = CONTROL.some((key) => this.#held.has(key));
    if (keysym === DELETE && control && ALT.some((key) => this.#held.has(key))) {
      this.controlAltDelete();
      return;
    }
    const text = KEYS[keysym] ?? printable(keysym);
    if (text === undefined) return;
    const isLetter = control && /^[a-z]$/i.test(text);
    this.type(isLetter ? String.fromCharCode((text.toUpperCase().codePointAt(0) ?? 64) - 64) : text);
  }
}

function printable(keysym: number): string | undefined {
  // Latin 1 stands for itself; what lies beyond is Unicode with a mark.
  if ((keysym >= 0x20 && keysym < 0x7f) || (keysym >= 0xa0 && keysym < 0x100))
    return String.fromCodePoint(keysym);
  if (keysym > 0x01000000 && keysym <= 0x0110ffff) return String.fromCodePoint(keysym - 0x01000000);
  return undefined;
}
