import { expect, it } from 'vitest';
import { freeName } from './free-name';

it('A new device gets the first name that none has', () => {
  expect(freeName('disk', [])).toBe('disk0');
  expect(freeName('disk', ['disk0', 'disk2', 'net1'])).toBe('disk1');
});
