import { t, type TextKey } from '../text/text';

/** Where a key works. */
export type KeyScope = 'everywhere' | 'list' | 'machine' | 'console';

interface KeyEntry {
  readonly scope: KeyScope;
  /** As `Ctrl+Shift+C`; `Ctrl` is the Command key on a Mac. Each of them does it. */
  readonly combos: readonly string[];
  readonly label: TextKey;
  /** Whether it works while one types into a field. */
  readonly inFields?: boolean;
}

/** Every key of the window: what is handled and what the list of keys shows come from this one table. */
export const KEYS = {
  create: { scope: 'everywhere', combos: ['Ctrl+N'], label: 'keys.create', inFields: true },
  palette: { scope: 'everywhere', combos: ['Ctrl+K'], label: 'keys.palette', inFields: true },
  search: { scope: 'everywhere', combos: ['Ctrl+F', '/'], label: 'keys.search' },
  activity: { scope: 'everywhere', combos: ['Ctrl+J'], label: 'keys.activity', inFields: true },
  operations: { scope: 'everywhere', combos: ['Ctrl+Shift+J'], label: 'keys.operations', inFields: true },
  settings: { scope: 'everywhere', combos: ['Ctrl+,'], label: 'keys.settings', inFields: true },
  zoomIn: { scope: 'everywhere', combos: ['Ctrl++', 'Ctrl+='], label: 'keys.zoomIn', inFields: true },
  zoomOut: { scope: 'everywhere', combos: ['Ctrl+-'], label: 'keys.zoomOut', inFields: true },
  zoomReset: { scope: 'everywhere', combos: ['Ctrl+0'], label: 'keys.zoomReset', inFields: true },
  back: { scope: 'everywhere', combos: ['Escape', 'Alt+ArrowLeft'], label: 'keys.back' },
  help: { scope: 'everywhere', combos: ['?'], label: 'keys.help' },
  move: {
    scope: 'list',
    combos: ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown'],
    label: 'keys.move',
  },
  ends: { scope: 'list', combos: ['Home', 'End'], label: 'keys.ends' },
  open: { scope: 'list', combos: ['Enter'], label: 'keys.open' },
  select: { scope: 'list', combos: ['Space'], label: 'keys.select' },
  selectRange: {
    scope: 'list',
    combos: ['Shift+ArrowUp', 'Shift+ArrowDown', 'Shift+PageUp', 'Shift+PageDown'],
    label: 'keys.selectRange',
  },
  selectAll: { scope: 'list', combos: ['Ctrl+A'], label: 'keys.selectAll' },
  rowPrimary: { scope: 'list', combos: ['Ctrl+Enter'], label: 'keys.primary' },
  rowMenu: { scope: 'list', combos: ['Shift+F10', 'ContextMenu'], label: 'keys.menu' },
  rowDelete: { scope: 'list', combos: ['Delete'], label: 'keys.delete' },
  primary: { scope: 'machine', combos: ['Ctrl+Enter'], label: 'keys.primary' },
  overview: { scope: 'machine', combos: ['Alt+1'], label: 'keys.tabOverview', inFields: true },
  console: { scope: 'machine', combos: ['Alt+2'], label: 'keys.tabConsole', inFields: true },
  snapshotsTab: { scope: 'machine', combos: ['Alt+3'], label: 'keys.tabSnapshots', inFields: true },
  hardwareTab: { scope: 'machine', combos: ['Alt+4'], label: 'keys.tabHardware', inFields: true },
  settingsTab: { scope: 'machine', combos: ['Alt+5'], label: 'keys.tabSettings', inFields: true },
  activityTab: { scope: 'machine', combos: ['Alt+6'], label: 'keys.tabActivity', inFields: true },
  definition: { scope: 'machine', combos: ['Alt+7'], label: 'keys.tabDefinition', inFields: true },
  menu: { scope: 'machine', combos: ['Shift+F10', 'ContextMenu'], label: 'keys.menu' },
  release: { scope: 'console', combos: ['Ctrl+Alt+G'], label: 'keys.release' },
  terminalCopy: { scope: 'console', combos: ['Ctrl+Shift+C'], label: 'keys.copy' },
  terminalPaste: { scope: 'console', combos: ['Ctrl+Shift+V'], label: 'keys.paste' },
} as const satisfies Record<string, KeyEntry>;

export type KeyName = keyof typeof KEYS;
export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Whether what was pressed is one of the combinations of a key. */
export function isKey(pressed: Pressed, name: KeyName): boolean {
  return KEYS[name].combos.some((combo) => isCombo(pressed, combo));
}

function isCombo(pressed: Pressed, combo: string): boolean {
  const parts = partsOf(combo);
  const last = parts.pop() ?? '';
  const key = last === 'Space' ? ' ' : last;
  const wants = (name: string): boolean => parts.includes(name);
  const isWord = last.length > 1;
  // A printed character such as `?` may need Shift on some keyboards and not on others: what it prints counts.
  const isShiftFree = !isWord && !/[a-z0-9]/i.test(key);
  return (
    pressed.key.toLowerCase() === key.toLowerCase() &&
    (pressed.ctrlKey || pressed.metaKey) === wants('Ctrl') &&
    pressed.altKey === wants('Alt') &&
    (isShiftFree || pressed.shiftKey === wants('Shift'))
  );
}

/** The keys of a combination, each by its name; one of them may be the plus itself. */
function partsOf(combo: string): string[] {
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

/** The first combination of a key as a person reads it. */
export function firstCombo(name: KeyName): string {
  return caps(KEYS[name].combos[0]).join('+');
}

/** The same for `aria-keyshortcuts`. */
export function ariaCombo(name: KeyName): string {
  return KEYS[name].combos[0].replace('Ctrl', 'Control');
}

/** Whether one types where the event happened: into a field, or into a guest. */
export function isTyping(target: EventTarget | null): 'field' | 'guest' | null {
  if (!(target instanceof Element)) return null;
  if (target.closest('[data-guest]')) return 'guest';
  const field = target.closest('input, textarea, select, [contenteditable], [data-typing]');
  if (!field) return null;
  const type = field.getAttribute('type');
  return type === 'checkbox' || type === 'radio' || type === 'range' ? null : 'field';
}
