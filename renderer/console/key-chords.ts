/** A chord to send to a guest: X11 keysym and code of each key, pressed in order and let go in reverse. */
export interface Chord {
  readonly id: string;
  /** As `Ctrl+Alt+F1`. */
  readonly combo: string;
  readonly keys: readonly (readonly [keysym: number, code: string])[];
}

const CTRL = [0xffe3, 'ControlLeft'] as const;
const ALT = [0xffe9, 'AltLeft'] as const;
const f = (number: number): readonly [number, string] => [0xffbd + number, `F${number}`];

/** What the desktop would keep for itself. */
export const CHORDS: readonly Chord[] = [
  { id: 'ctrl-alt-delete', combo: 'Ctrl+Alt+Delete', keys: [CTRL, ALT, [0xffff, 'Delete']] },
  { id: 'ctrl-alt-backspace', combo: 'Ctrl+Alt+Backspace', keys: [CTRL, ALT, [0xff08, 'Backspace']] },
  ...[1, 2, 3, 7].map((number) => ({
    id: `ctrl-alt-f${number}`,
    combo: `Ctrl+Alt+F${number}`,
    keys: [CTRL, ALT, f(number)],
  })),
  { id: 'alt-tab', combo: 'Alt+Tab', keys: [ALT, [0xff09, 'Tab']] },
  { id: 'super', combo: 'Super', keys: [[0xffeb, 'MetaLeft']] },
  { id: 'print', combo: 'Print', keys: [[0xff61, 'PrintScreen']] },
];

/** Presses and releases a chord. */
export function sendChord(chord: Chord, send: (keysym: number, code: string, down: boolean) => void): void {
  for (const [keysym, code] of chord.keys) send(keysym, code, true);
  for (const [keysym, code] of [...chord.keys].reverse()) send(keysym, code, false);
}
