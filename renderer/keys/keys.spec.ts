import { afterEach, describe, expect, it } from 'vitest';
import { settings } from '../live/settings.svelte';
import { FAKE_SETTINGS } from '../testing/fake-world';
import type { Pressed } from './combo';
import { ariaCombo, firstCombo, isKey } from './keys';

afterEach(() => {
  settings.current = null;
});

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

  it('is what a person chose instead, and what it was does nothing', () => {
    settings.current = { ...FAKE_SETTINGS, keys: { create: ['Ctrl+Shift+N'], back: ['Ctrl+B'] } };
    expect(isKey(press('n', { ctrlKey: true }), 'create')).toBe(false);
    expect(isKey(press('N', { ctrlKey: true, shiftKey: true }), 'create')).toBe(true);
    expect(firstCombo('create')).toBe('Ctrl+Shift+N');
    expect(ariaCombo('create')).toBe('Control+Shift+N');
    // One gets around by this one, whatever a settings file says.
    expect(isKey(press('Escape'), 'back')).toBe(true);
  });
});
