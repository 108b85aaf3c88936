import { describe, expect, it } from 'vitest';
import { caps, comboOf, isCombo, isSign, spelt, type Pressed } from './combo';

const press = (key: string, held: Partial<Pressed> = {}): Pressed => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('a combination', () => {
  it('is shown as it stands on the keyboard', () => {
    expect(caps('Ctrl+Shift+C')).toEqual(['Ctrl', 'Shift', 'C']);
    expect(caps('Ctrl+N', true)).toEqual(['⌘', 'N']);
    expect(caps('Alt+ArrowLeft')).toEqual(['Alt', '←']);
    expect(caps('Ctrl++')).toEqual(['Ctrl', '+']);
    expect(spelt('Ctrl+Shift+C')).toBe('Ctrl+Shift+C');
  });

  it.each([
    ['Ctrl+N', press('n', { ctrlKey: true })],
    ['Ctrl+N', press('n', { metaKey: true })],
    ['Ctrl+Alt+Shift+G', press('G', { ctrlKey: true, altKey: true, shiftKey: true })],
    ['?', press('?', { shiftKey: true })],
    ['Ctrl++', press('+', { ctrlKey: true, shiftKey: true })],
    ['Shift+Space', press(' ', { shiftKey: true })],
    ['Shift+F10', press('F10', { shiftKey: true })],
    ['Alt+ß', press('ß', { altKey: true })],
  ])('is read from what was pressed, %s, and known again', (combo, pressed) => {
    expect(comboOf(pressed)).toBe(combo);
    expect(isCombo(pressed, combo)).toBe(true);
  });

  it('is not there yet while only keys are held that go with others', () => {
    expect(comboOf(press('Control', { ctrlKey: true }))).toBeNull();
    expect(comboOf(press('Dead'))).toBeNull();
  });

  it('is a sign for a field where nothing but Shift is held', () => {
    expect(isSign(press('/', { shiftKey: true }))).toBe(true);
    expect(isSign(press('f', { ctrlKey: true }))).toBe(false);
    expect(isSign(press('F5'))).toBe(false);
  });
});
