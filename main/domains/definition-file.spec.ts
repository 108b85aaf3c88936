import { describe, expect, it } from 'vitest';
import { newDomainId } from './definition';
import { readDefinition, type Migration } from './definition-file';

const stored = {
  format: 1,
  id: newDomainId(),
  driver: 'qemu',
  name: 'web',
  description: '',
  tags: [],
  createdAt: '2026-01-01T00:00:00.000Z',
};
const checkConfig = (config: unknown): unknown => config;

/** Formats 1 to 3: memory in MiB became memory in bytes, and then part of a group. */
const migrations = new Map<number, Migration>([
  [
    1,
    ({ config, ...rest }) => ({ ...rest, config: { memory: (config as { mib: number }).mib * 1024 ** 2 } }),
  ],
  [2, ({ config, ...rest }) => ({ ...rest, config: { hardware: config } })],
]);

describe('the file of a definition', () => {
  it('is brought from an older format to the present one, step by step', () => {
    const text = JSON.stringify({ ...stored, config: { mib: 2 } });
    const read = readDefinition('/web.json', text, { checkConfig, format: 3, migrations });
    expect(read.config).toEqual({ hardware: { memory: 2 * 1024 ** 2 } });
  });

  it('starts with the migration of its own format', () => {
    const text = JSON.stringify({ ...stored, format: 2, config: { memory: 5 } });
    const read = readDefinition('/web.json', text, { checkConfig, format: 3, migrations });
    expect(read.config).toEqual({ hardware: { memory: 5 } });
  });

  it('is shown as broken where a migration fails, or where there is none from its format', () => {
    const text = JSON.stringify({ ...stored, config: null });
    expect(() => readDefinition('/web.json', text, { checkConfig, format: 3, migrations })).toThrowError(
      expect.objectContaining({
        failure: expect.objectContaining({
          code: 'definition-unreadable',
          cause: expect.stringContaining('from format 1 to 2'),
        }),
      }),
    );
    const ancient = JSON.stringify({ ...stored, format: -1, config: null });
    expect(() => readDefinition('/web.json', ancient, { checkConfig, format: 3, migrations })).toThrowError(
      expect.objectContaining({ failure: expect.objectContaining({ code: 'definition-unreadable' }) }),
    );
  });
});
