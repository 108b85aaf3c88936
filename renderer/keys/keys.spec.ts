import { describe, expect, it } from 'vitest';
import { caps, isKey, KEYS, type KeyName, type Pressed } from './keys';

const press = (key: string, held: Partial<Pressed> = {}): Pressed => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('a key', () => {
  it('is known by its combination, whatever the case of the letter', () => {
    expect(isKey(press('n', { ctrlKey: true }), 'create')).toBe(true);
    expect(isKey(press('N', { ctrlKey: true }), 'create')).toBe(true);
    expect(isKey(press('n'), 'create')).toBe(false);
    expect(isKey(press('n', { ctrlKey: true, shiftKey: true }), 'create')).toBe(false);
  });

  it('is Command on a Mac', () => expect(isKey(press('n', { metaKey: true }), 'create')).toBe(true));

  it('that prints a sign is known with Shift and without, as keyboards differ', () => {
    expect(isKey(press('?', { shiftKey: true }), 'help')).toBe(true);
    expect(isKey(press('?'), 'help')).toBe(true);
    expect(isKey(press('/', { shiftKey: true }), 'search')).toBe(true); // German: Shift+7
  });

  it('may be the plus itself, where that is one with Shift and where it is not', () => {
    expect(isKey(press('+', { ctrlKey: true }), 'zoomIn')).toBe(true);
    expect(isKey(press('+', { ctrlKey: true, shiftKey: true }), 'zoomIn')).toBe(true);
    expect(isKey(press('=', { ctrlKey: true }), 'zoomIn')).toBe(true);
    expect(isKey(press('+'), 'zoomIn')).toBe(false);
  });

  it('may be the space bar', () => {
    expect(isKey(press(' '), 'select')).toBe(true);
    expect(isKey(press(' ', { ctrlKey: true }), 'select')).toBe(false);
  });

  it('has every combination that its entry lists', () => {
    expect(isKey(press('F10', { shiftKey: true }), 'menu')).toBe(true);
    expect(isKey(press('ContextMenu'), 'menu')).toBe(true);
  });

  it('means one thing in each place', () => {
    const seen = new Set<string>();
    for (const name of Object.keys(KEYS) as KeyName[]) {
      for (const combo of KEYS[name].combos) {
        for (const scope of KEYS[name].scope === 'everywhere'
          ? (['everywhere', 'list', 'machine'] as const)
          : [KEYS[name].scope]) {
          const here = `${scope} ${combo}`;
          expect(seen.has(here), here).toBe(false);
          seen.add(here);
        }
      }
    }
  });

  it('is shown as it stands on the keyboard', () => {
    expect(caps('Ctrl+Shift+C')).toEqual(['Ctrl', 'Shift', 'C']);
    expect(caps('Ctrl+N', true)).toEqual(['⌘', 'N']);
    expect(caps('Alt+ArrowLeft')).toEqual(['Alt', '←']);
    expect(caps('Ctrl++')).toEqual(['Ctrl', '+']);
  });
});
