import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { told } from './told';

const Form = z
  .object({
    name: z.string().min(1).max(60),
    size: z.number().int().min(512).max(1024),
    factor: z.number().multipleOf(8),
    count: z.number(),
    list: z.array(z.string()).min(1).max(2),
    kind: z.enum(['a', 'b']),
    fixed: z.literal('raw'),
    id: z.uuid(),
    address: z.union([z.ipv4(), z.ipv6()]),
    mac: z.mac(),
    tag: z.string().regex(/^\w+$/),
    on: z.boolean(),
  })
  .strict();

describe('what a schema says of a form', () => {
  it.each([
    [{ name: '', size: 1, list: [], count: null, on: 'yes', extra: 1 }],
    [{ name: 'x'.repeat(61), size: 4096, factor: 3, list: ['a', 'b', 'c'], kind: 'c', fixed: 'qcow2' }],
    [{ id: 'x', address: 'x', mac: 'x', tag: '-', size: 1.5, count: undefined }],
  ])('is told in German, line by line, whatever is wrong with it', (value) => {
    const parsed = Form.safeParse(value);
    const english = z.prettifyError(parsed.error ?? new z.ZodError([]));
    const german = told(english, 'de').split('\n');
    expect(german).toHaveLength(english.split('\n').length);
    for (const line of german) {
      expect(line).not.toMatch(/invalid|expected|received|too (big|small)|must |unrecognized|→ at/);
    }
    expect(told(english, 'en')).toBe(english);
  });

  it('names the limit', () => {
    expect(told('✖ Too big: expected number to be <=1024\n  → at memory', 'de')).toBe(
      '✖ Zu groß; erwartet: Zahl <=1024\n  → bei memory',
    );
  });
});
