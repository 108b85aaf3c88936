import { describe, expect, it } from 'vitest';
import { fakeRow } from '../testing/fake-rows';
import { goingLines, NOT_YET_KNOWN } from './what-goes';

const web = fakeRow(1, { name: 'web' });
const db = fakeRow(2, { name: 'db', state: 'running' });
const path = '/disks/web.qcow2';

describe('what a deletion lists', () => {
  it('is each machine with each of its files', () => {
    const known = new Map([[web.id, { belongings: [{ path, bytes: 2048, neededBy: [] }], reason: null }]]);
    expect(goingLines([web], [], known)).toMatchObject([
      { kind: 'machine', text: 'web', note: '1 file, 2 KiB' },
      { kind: 'file', text: path, note: '2 KiB' },
    ]);
  });

  it('tells apart what can’t be deleted, and why', () => {
    const known = new Map([
      [web.id, { belongings: [], reason: null }],
      [db.id, { belongings: [{ path, bytes: 1, neededBy: [] }], reason: 'It runs.' }],
    ]);
    expect(goingLines([web], [db], known).map(({ text, note }) => [text, note])).toEqual([
      ['Goes into the bin', null],
      ['web', 'definition only'],
      ['Stays, for it can’t be deleted now', null],
      ['db', 'It runs.'],
    ]);
  });

  it('says which file another machine still needs', () => {
    const neededBy = [{ name: 'linked', inBin: false }];
    const known = new Map([[web.id, { belongings: [{ path, bytes: 2048, neededBy }], reason: null }]]);
    expect(goingLines([web], [], known)[1]).toMatchObject({ note: '2 KiB, still needed by “linked”' });
  });

  it('says nothing of what is not known yet', () => {
    expect(goingLines([web], [], NOT_YET_KNOWN)).toMatchObject([{ text: 'web', note: null }]);
  });
});
