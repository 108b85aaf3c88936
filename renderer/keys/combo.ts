import { t } from '../text/text';

export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Whether a combination, as `Ctrl+Shift+C`, was pressed; `Ctrl` is the Command key on a Mac. */
export function isCombo(pressed: Pressed, combo: string): boolean {
  const parts = partsOf(combo);
  const last = parts.pop() ?? '';
  const key = last === 'Space' ? ' ' : last;
  const wants = (name: string): boolean => parts.includes(name);
  return (
    pressed.key.toLowerCase() === key.toLowerCase() &&
    (pressed.ctrlKey || pressed.metaKey) === wants('Ctrl') &&
    pressed.altKey === wants('Alt') &&
    (isShiftFree(key) || pressed.shiftKey === wants('Shift'))
  );
}

/** A printed sign such as `?` may need Shift on some keyboards and not on others: what it prints counts. */
function isShiftFree(key: string): boolean {
  return key.length === 1 && key !== ' ' && !/[a-z0-9]/i.test(key);
}

/** Keys that are only held with others, or print nothing of their own. */
const HELD: readonly string[] = [
  'Control',
  'Meta',
  'Shift',
  'Alt',
  'AltGraph',
  'CapsLock',
  'NumLock',
  'Fn',
  'Dead',
  'Process',
  'Unidentified',
];

/** The combination that was pressed; null while there are only keys that are held with others. */
export function comboOf(pressed: Pressed): string | null {
  const { key } = pressed;
  if (HELD.includes(key)) return null;
  const upper = key.toUpperCase();
  const last = key === ' ' ? 'Space' : key.length === 1 && upper.length === 1 ? upper : key;
  return [
    (pressed.ctrlKey || pressed.metaKey) && 'Ctrl',
    pressed.altKey && 'Alt',
    pressed.shiftKey && !isShiftFree(key) && 'Shift',
    last,
  ]
    .filter(Boolean)
    .join('+');
}

/** Whether a field would take what was pressed as a sign. */
export function isSign({ key, ctrlKey, metaKey, altKey }: Pressed): boolean {
  return key.length === 1 && !ctrlKey && !metaKey && !altKey;
}

/** The keys of a combination, each by its name; one of them may be the plus itself. */
export function partsOf(combo: string): string[] {
  return combo.endsWith('++') ? [...combo.slice(0, -2).split('+'), '+'] : combo.split('+');
}

const ARROWS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};
/** Keys whose caps say something else from language to language. */
const NAMED = [
  'Ctrl',
  'Shift',
  'Enter',
  'Space',
  'Escape',
  'Delete',
  'Backspace',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'ContextMenu',
  'Print',
] as const;

function cap(part: string, isMac: boolean): string {
  if (isMac && part === 'Ctrl') return '⌘';
  const named = NAMED.find((name) => name === part);
  return named ? t(`cap.${named}`) : (ARROWS[part] ?? part);
}

/** The parts of a combination, each as it stands on its key. */
export function caps(combo: string, isMac = false): readonly string[] {
  return partsOf(combo).map((part) => cap(part, isMac));
}

/** A combination as a person reads it. */
export function spelt(combo: string): string {
  return caps(combo).join('+');
}
