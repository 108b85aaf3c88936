import { afterEach, describe, expect, it } from 'vitest';
import { settings } from '../live/settings.svelte';
import { FAKE_SETTINGS } from '../testing/fake-world';
import { combosOf, KEY_NAMES } from './keys';
import { refusalOf } from './refusal';

afterEach(() => {
  settings.current = null;
});

describe('a combination for a key', () => {
  it('is never refused where it is what a key comes with: none means two things', () => {
    for (const name of KEY_NAMES) {
      for (const combo of combosOf(name)) expect(refusalOf(name, combo), `${name} ${combo}`).toBeNull();
    }
  });

  it('is free, or taken by another that works in the same place', () => {
    expect(refusalOf('create', 'Ctrl+Shift+N')).toBeNull();
    expect(refusalOf('create', 'Ctrl+J')).toEqual({ why: 'taken', by: 'activity' });
    expect(refusalOf('rowDelete', 'Ctrl+J')).toEqual({ why: 'taken', by: 'activity' });
    expect(refusalOf('activity', 'Ctrl+Enter')).toEqual({ why: 'taken', by: 'rowPrimary' });
    // The list and a machine’s page are never shown together, and a console has the keyboard to itself.
    expect(refusalOf('rowDelete', 'Alt+1')).toBeNull();
    expect(refusalOf('create', 'Ctrl+Shift+C')).not.toEqual({ why: 'taken', by: 'terminalCopy' });
  });

  it('is free again where the other was changed', () => {
    settings.current = { ...FAKE_SETTINGS, keys: { activity: ['Ctrl+Shift+Y'] } };
    expect(refusalOf('create', 'Ctrl+J')).toBeNull();
  });

  it.each([
    ['create', 'Tab', 'moving'],
    ['help', 'Shift+ArrowDown', 'taken'],
    ['primary', 'Shift+ArrowDown', 'moving'],
    ['create', 'Ctrl+C', 'fields'],
    ['create', 'Ctrl+Shift+Z', 'fields'],
    ['help', 'Ctrl+Backspace', 'fields'],
    ['create', 'X', 'sign'],
    ['create', 'Shift+X', 'sign'],
    ['create', 'Alt+F4', 'system'],
    ['create', 'Ctrl+Shift+Q', 'system'],
    ['release', 'Ctrl+G', 'guest'],
    ['release', 'F2', 'guest'],
  ] as const)('of %s is not %s', (name, combo, why) => {
    expect(refusalOf(name, combo)).toMatchObject({ why });
  });

  it('may be a sign alone where the key does nothing while one types, or a function key', () => {
    expect(refusalOf('help', 'H')).toBeNull();
    expect(refusalOf('create', 'F2')).toBeNull();
  });
});
