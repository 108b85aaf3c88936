import { partsOf } from './combo';
import { combosOf, KEY_NAMES, keyEntry, type KeyName, type KeyScope } from './keys';

/** Why a combination can't be given to a key. */
export type Refusal =
  | { readonly why: 'taken'; readonly by: KeyName }
  | { readonly why: 'moving' | 'fields' | 'system' | 'sign' | 'guest' };

/** One gets around a window by these, alone or with Shift. */
const MOVING: readonly string[] = [
  'Tab',
  'Escape',
  'Enter',
  'Space',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'Home',
  'End',
  'PageUp',
  'PageDown',
];
/** What a field does with Ctrl, with Shift or without. */
const FIELDS: readonly string[] = [
  ...['A', 'C', 'V', 'X', 'Y', 'Z'],
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'Backspace', 'Delete', 'Insert'],
];
/** Taken by desktops, by Electron’s menus or by Paddock’s own (Ctrl+Shift+Q quits). */
const SYSTEM: readonly string[] = [
  ...['Ctrl+Q', 'Ctrl+Shift+Q', 'Ctrl+W', 'Ctrl+Shift+W', 'Ctrl+Tab', 'Ctrl+Shift+Tab'],
  ...['Alt+Tab', 'Alt+Shift+Tab', 'Alt+Escape', 'Ctrl+Escape', 'Ctrl+Shift+Escape', 'Alt+Space', 'Alt+F4'],
  ...['Ctrl+Alt+Delete', 'Ctrl+Alt+Backspace', 'Ctrl+Alt+L', 'Ctrl+Alt+T', 'F10', 'F11'],
];

/** Why a key can't be that combination; null where it can. What it came with it can always be, if nothing else is. */
export function refusalOf(name: KeyName, combo: string): Refusal | null {
  const entry = keyEntry(name);
  const by = KEY_NAMES.find((other) => other !== name && meets(name, other) && hasCombo(other, combo));
  if (by !== undefined) return { why: 'taken', by };
  if (entry.combos.includes(combo)) return null;
  const parts = partsOf(combo);
  const last = parts.pop() ?? '';
  const holds = (key: string): boolean => parts.includes(key);
  if (SYSTEM.includes(combo) || /^(Print|Pause|Audio|Media|Launch|Browser|Power)/.test(last))
    return { why: 'system' };
  const isPlain = !holds('Ctrl') && !holds('Alt');
  if (isPlain && MOVING.includes(last)) return { why: 'moving' };
  if (entry.scope === 'console') return leavesGuest(parts) ? null : { why: 'guest' };
  if (holds('Ctrl') && !holds('Alt') && FIELDS.includes(last)) return { why: 'fields' };
  if (isPlain && ['Backspace', 'Delete', 'Insert'].includes(last) && entry.inFields) return { why: 'fields' };
  if (isPlain && last.length === 1 && entry.inFields) return { why: 'sign' };
  return null;
}

/** Whether two keys can be meant by one press. */
function meets(one: KeyName, other: KeyName): boolean {
  const places: readonly KeyScope[] = [keyEntry(one).scope, keyEntry(other).scope];
  return places[0] === places[1] || (places.includes('everywhere') && !places.includes('console'));
}

function hasCombo(name: KeyName, combo: string): boolean {
  return combosOf(name).some((one) => one.toLowerCase() === combo.toLowerCase());
}

/** Two keys are held that programs in a guest hardly ask for together. */
function leavesGuest(held: readonly string[]): boolean {
  return held.includes('Ctrl') && (held.includes('Alt') || held.includes('Shift'));
}
