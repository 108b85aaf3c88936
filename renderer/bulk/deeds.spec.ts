import { describe, expect, it } from 'vitest';
import { fakeRow } from '../testing/fake-rows';
import { allowing, changedTags } from './deeds';
import { bulkWords } from './words';

const rows = [
  fakeRow(1, { state: 'running' }),
  fakeRow(2, { state: 'running' }),
  fakeRow(3, { state: 'shutoff' }),
];

describe('an operation on many machines', () => {
  it('is for those that allow it', () => {
    expect(allowing(rows, 'suspend')).toEqual(rows.slice(0, 2));
  });

  it('says how many can, where not all can', () => {
    expect(bulkWords('suspend', rows)).toMatchObject({ whole: 'Pause 2 of 3', reason: null });
    expect(bulkWords('suspend', rows.slice(0, 2))).toMatchObject({ whole: 'Pause', reason: null });
  });

  it('says why it can’t be done where none can', () => {
    expect(bulkWords('resume', rows).reason).toBe('None of them can do that in its state.');
  });
});

describe('a change of tags', () => {
  it('keeps the order of those that stay and adds each but once', () => {
    expect(changedTags(['b', 'a', 'c'], { add: ['a', 'new'], remove: ['b'] })).toEqual(['a', 'c', 'new']);
  });
});
