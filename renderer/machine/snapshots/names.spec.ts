import { describe, expect, it } from 'vitest';
import { nameProblem, suggestedName } from './names';

const named = (...names: string[]): { name: string }[] => names.map((name) => ({ name }));

describe('the name that is suggested for a snapshot', () => {
  it('counts on from those that there are', () => {
    expect(suggestedName([])).toBe('Snapshot 1');
    expect(suggestedName(named('Snapshot 1', 'before'))).toBe('Snapshot 3');
  });

  it('is one that none has, also where one was deleted', () => {
    expect(suggestedName(named('Snapshot 2'))).toBe('Snapshot 3');
    expect(suggestedName(named('Snapshot 3', 'Snapshot 4'))).toBe('Snapshot 5');
  });
});

describe('a snapshot’s name', () => {
  it('is said to be taken before it is asked for', () => {
    expect(nameProblem(' before ', named('before'))).toBe('There is a snapshot “before” already.');
    expect(nameProblem('after', named('before'))).toBeNull();
  });

  it('must be something', () => {
    expect(nameProblem(' ', [])).toBe('A snapshot needs a name.');
  });
});
