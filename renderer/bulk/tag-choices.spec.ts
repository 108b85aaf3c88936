import { describe, expect, it } from 'vitest';
import { fakeRow } from '../testing/fake-rows';
import {
  AS_THEY_ARE,
  tagChange,
  tagChoices,
  turned,
  withTag,
  type TagChoice,
  type Wanted,
} from './tag-choices';

const rows = [fakeRow(1, { tags: ['prod', 'web'] }), fakeRow(2, { tags: ['prod'] })];
const choices = (wanted: Wanted): readonly TagChoice[] => tagChoices(rows, ['lab', 'prod', 'web'], wanted);
const turn = (wanted: Wanted, ...tags: string[]): Wanted =>
  tags.reduce((now, tag) => {
    const choice = choices(now).find((one) => one.tag === tag);
    return choice ? turned(now, choice) : now;
  }, wanted);
const change = (wanted: Wanted): ReturnType<typeof tagChange> => tagChange(choices(wanted), rows.length);

describe('the tags of many machines', () => {
  it('begin as they are: none, some or all have each', () => {
    expect(choices(AS_THEY_ARE).map(({ tag, share }) => [tag, share])).toEqual([
      ['lab', 'none'],
      ['prod', 'all'],
      ['web', 'some'],
    ]);
    expect(change(AS_THEY_ARE)).toEqual({ add: [], remove: [] });
  });

  it('are given to all and taken from all', () => {
    const wanted = withTag(turn(AS_THEY_ARE, 'web', 'prod'), 'new');
    expect(change(wanted)).toEqual({ add: ['new', 'web'], remove: ['prod'] });
  });

  it('are left alone where one turns back to how it was', () => {
    const wanted = turn(AS_THEY_ARE, 'web', 'web', 'web', 'lab', 'lab', 'prod', 'prod');
    expect(choices(wanted).find(({ tag }) => tag === 'web')?.share).toBe('some');
    expect(change(wanted)).toEqual({ add: [], remove: [] });
  });
});
