import { describe, expect, it } from 'vitest';
import { fakeRow } from '../testing/fake-rows';
import { groupRows, type Grouping } from './group';

const titles = (driver: string): string => ({ qemu: 'Zebra', test: 'Ape' })[driver] ?? driver;
const rows = [
  fakeRow(1, { name: 'a', state: 'shutoff', tags: ['web', 'prod'] }),
  fakeRow(2, { name: 'b', state: 'running', tags: ['prod'] }),
  fakeRow(3, { name: 'c', state: 'crashed', driver: 'test' }),
  fakeRow(4, { name: 'd', state: 'running', tags: ['prod', 'web'] }),
];
const grouped = (by: Grouping): string[] =>
  groupRows(rows, by, titles).map(
    ({ key, rows: members }) => `${key}: ${members.map(({ name }) => name).join(' ')}`,
  );

describe('groups', () => {
  it('are one where nothing is grouped', () => expect(grouped('none')).toEqual([': a b c d']));

  it('by state begin with what needs a look', () => {
    expect(grouped('state')).toEqual(['crashed: c', 'running: b d', 'shutoff: a']);
  });

  it('by driver stand in the order of their titles', () => {
    expect(grouped('driver')).toEqual(['test: c', 'qemu: a b d']);
  });

  it('by tag hold each machine once, by its first one, and those without at the end', () => {
    expect(grouped('tag')).toEqual(['prod: b d', 'web: a', ': c']);
  });
});
