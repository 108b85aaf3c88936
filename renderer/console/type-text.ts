/** A key of a keyboard with the US layout: what guests take a screen's keys for, whatever the person's own layout is. */
interface Stroke {
  readonly keysym: number;
  readonly code: string;
  readonly shift: boolean;
}

const SHIFT = [0xffe1, 'ShiftLeft'] as const;
/** Between two characters, in ms: a guest's keyboard holds few keys that nobody has read. */
const PACE_MS = 12;

/** Each key's code with the characters that it types, without and with Shift. */
const ROWS: readonly (readonly [codes: readonly string[], plain: string, shifted: string])[] = [
  [['Backquote', ...digits(), 'Minus', 'Equal'], '`1234567890-=', '~!@#$%^&*()_+'],
  [[...letters('qwertyuiop'), 'BracketLeft', 'BracketRight', 'Backslash'], 'qwertyuiop[]\\', 'QWERTYUIOP{}|'],
  [[...letters('asdfghjkl'), 'Semicolon', 'Quote'], "asdfghjkl;'", 'ASDFGHJKL:"'],
  [[...letters('zxcvbnm'), 'Comma', 'Period', 'Slash'], 'zxcvbnm,./', 'ZXCVBNM<>?'],
  [['Space'], ' ', ''],
];

function digits(): string[] {
  return [...'1234567890'].map((digit) => `Digit${digit}`);
}

function letters(row: string): string[] {
  return [...row].map((letter) => `Key${letter.toUpperCase()}`);
}

const STROKES: ReadonlyMap<string, Stroke> = new Map([
  ['\n', { keysym: 0xff0d, code: 'Enter', shift: false }],
  ['\t', { keysym: 0xff09, code: 'Tab', shift: false }],
  ...ROWS.flatMap(([codes, plain, shifted]) =>
    codes.flatMap((code, at) =>
      (
        [
          [plain[at], false],
          [shifted[at], true],
        ] as const
      ).flatMap(([character, shift]): [string, Stroke][] =>
        character === undefined ? [] : [[character, { keysym: character.charCodeAt(0), code, shift }]],
      ),
    ),
  ),
]);

/** What can be typed of a text, and the characters that no key of that keyboard has. */
export function strokesOf(text: string): {
  readonly strokes: readonly Stroke[];
  readonly missing: readonly string[];
} {
  const strokes: Stroke[] = [];
  const missing = new Set<string>();
  for (const character of text.replace(/\r\n?/g, '\n')) {
    const stroke = STROKES.get(character);
    if (stroke) strokes.push(stroke);
    else missing.add(character);
  }
  return { strokes, missing: [...missing] };
}

/** Types keys one after the other, as a person would, until `signal` aborts; all keys are up afterwards. */
export async function typeStrokes(
  strokes: readonly Stroke[],
  send: (keysym: number, code: string, down: boolean) => void,
  signal: AbortSignal,
  pause: () => Promise<void> = () => new Promise((resolve) => setTimeout(resolve, PACE_MS)),
): Promise<void> {
  for (const { keysym, code, shift } of strokes) {
    if (signal.aborted) return;
    if (shift) send(...SHIFT, true);
    send(keysym, code, true);
    send(keysym, code, false);
    if (shift) send(...SHIFT, false);
    await pause();
  }
}
