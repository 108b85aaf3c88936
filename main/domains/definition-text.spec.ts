import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkText, readText, textOf, type ReadText } from './definition-text';
import { definitionNamed } from './testing';

const schema = z.object({
  memory: z.number().min(16),
  disks: z.array(z.object({ id: z.string() })).default([]),
});
const current = { ...definitionNamed('web'), config: { memory: 32, disks: [{ id: 'a' }] } };
const read = (change: (raw: Record<string, unknown>) => unknown): ReadText =>
  readText(JSON.stringify(change(JSON.parse(textOf(current)) as Record<string, unknown>)), current, schema);

describe('a definition that is edited as a text', () => {
  it('is read where it is right', () => {
    const { definition } = read((raw) => ({ ...raw, tags: ['prod'], config: { memory: 64 } }));
    expect(definition).toMatchObject({ name: 'web', tags: ['prod'], config: { memory: 64, disks: [] } });
    expect(readText(textOf(current), current, schema).definition).toEqual(current);
  });

  it.each([
    ['no JSON', '{"format": 1,', []],
    ['no definition', '3', []],
  ])('that is %s is told', (_, text, path) => {
    expect(readText(text, current, schema).problems).toMatchObject([{ path }]);
  });

  it('says of each wrong value where it stands, of what it does not know as well, and of what can’t be changed', () => {
    expect(read((raw) => ({ ...raw, config: { memory: 8 } })).problems).toMatchObject([
      { path: ['config', 'memory'] },
    ]);
    const typo = { memory: 32, disks: [{ id: 'a', buss: 'sata' }] };
    expect(read((raw) => ({ ...raw, config: typo })).problems).toMatchObject([
      { path: ['config', 'disks', 0, 'buss'] },
    ]);
    expect(read((raw) => ({ ...raw, id: '11111111-2222-4333-8444-555555555555' })).problems).toMatchObject([
      { path: ['id'] },
    ]);
    expect(() => checkText(read((raw) => ({ ...raw, name: '-x' })))).toThrow('can’t be saved');
  });
});
