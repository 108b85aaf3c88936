import { settings } from '../live/settings.svelte';
import type { TextKey } from '../text/text';
import { isCombo, spelt, type Pressed } from './combo';

/** Where a key works. */
export type KeyScope = 'everywhere' | 'list' | 'machine' | 'console';

interface KeyEntry {
  readonly scope: KeyScope;
  /** As `Ctrl+Shift+C`; `Ctrl` is the Command key on a Mac. Each of them does it. */
  readonly combos: readonly string[];
  readonly label: TextKey;
  /** Whether it works while one types into a field. */
  readonly inFields?: boolean;
  /** Whether it stays as it is: one gets around by it, in this window as in any other. */
  readonly isFixed?: boolean;
}

/** Every key of the window as it is at first: what is handled, shown and changed in the settings comes from this table. */
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
  back: { scope: 'everywhere', combos: ['Escape', 'Alt+ArrowLeft'], label: 'keys.back', isFixed: true },
  undo: { scope: 'everywhere', combos: ['Ctrl+Z'], label: 'keys.undo' },
  help: { scope: 'everywhere', combos: ['?'], label: 'keys.help' },
  move: {
    scope: 'list',
    combos: ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown'],
    label: 'keys.move',
    isFixed: true,
  },
  ends: { scope: 'list', combos: ['Home', 'End'], label: 'keys.ends', isFixed: true },
  open: { scope: 'list', combos: ['Enter'], label: 'keys.open', isFixed: true },
  select: { scope: 'list', combos: ['Space'], label: 'keys.select', isFixed: true },
  selectRange: {
    scope: 'list',
    combos: ['Shift+ArrowUp', 'Shift+ArrowDown', 'Shift+PageUp', 'Shift+PageDown'],
    label: 'keys.selectRange',
    isFixed: true,
  },
  selectAll: { scope: 'list', combos: ['Ctrl+A'], label: 'keys.selectAll' },
  rowPrimary: { scope: 'list', combos: ['Ctrl+Enter'], label: 'keys.primary' },
  rowMenu: { scope: 'list', combos: ['Shift+F10', 'ContextMenu'], label: 'keys.menu', isFixed: true },
  rowDelete: { scope: 'list', combos: ['Delete'], label: 'keys.delete' },
  primary: { scope: 'machine', combos: ['Ctrl+Enter'], label: 'keys.primary' },
  delete: { scope: 'machine', combos: ['Delete'], label: 'keys.delete' },
  overview: { scope: 'machine', combos: ['Alt+1'], label: 'keys.tabOverview', inFields: true },
  console: { scope: 'machine', combos: ['Alt+2'], label: 'keys.tabConsole', inFields: true },
  snapshotsTab: { scope: 'machine', combos: ['Alt+3'], label: 'keys.tabSnapshots', inFields: true },
  hardwareTab: { scope: 'machine', combos: ['Alt+4'], label: 'keys.tabHardware', inFields: true },
  settingsTab: { scope: 'machine', combos: ['Alt+5'], label: 'keys.tabSettings', inFields: true },
  activityTab: { scope: 'machine', combos: ['Alt+6'], label: 'keys.tabActivity', inFields: true },
  definition: { scope: 'machine', combos: ['Alt+7'], label: 'keys.tabDefinition', inFields: true },
  menu: { scope: 'machine', combos: ['Shift+F10', 'ContextMenu'], label: 'keys.menu', isFixed: true },
  release: { scope: 'console', combos: ['Ctrl+Alt+G'], label: 'keys.release' },
  terminalCopy: { scope: 'console', combos: ['Ctrl+Shift+C'], label: 'keys.copy' },
  terminalPaste: { scope: 'console', combos: ['Ctrl+Shift+V'], label: 'keys.paste' },
} as const satisfies Record<string, KeyEntry>;

export type KeyName = keyof typeof KEYS;
export const KEY_NAMES = Object.keys(KEYS) as readonly KeyName[];

export function keyEntry(name: KeyName): KeyEntry {
  return KEYS[name];
}

/** The combinations that a key has now: those that the person chose, or those it comes with. */
export function combosOf(name: KeyName): readonly string[] {
  const entry = keyEntry(name);
  return (entry.isFixed ? undefined : settings.current?.keys[name]) ?? entry.combos;
}

/** Whether what was pressed is one of the combinations of a key. */
export function isKey(pressed: Pressed, name: KeyName): boolean {
  return combosOf(name).some((combo) => isCombo(pressed, combo));
}

/** The first combination of a key as a person reads it. */
export function firstCombo(name: KeyName): string {
  return spelt(combosOf(name)[0] ?? '');
}

/** The same for `aria-keyshortcuts`. */
export function ariaCombo(name: KeyName): string {
  return (combosOf(name)[0] ?? '').replace('Ctrl', 'Control');
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
