import { describe, expect, it } from 'vitest';
import { namesOf } from './needing';

describe('the machines that need a disk', () => {
  it('are named once each, with those in the bin told apart', () => {
    const linked = { name: 'linked', inBin: false };
    expect(namesOf([linked, { name: 'old', inBin: true }, linked])).toBe('“linked”, “old” (in the bin)');
  });

  it('are nothing to be told of where there are none', () => {
    expect(namesOf([])).toBeNull();
  });
});
