import { describe, expect, it } from 'vitest';
import type { JobView } from '../../preload/contract';
import { fakeRow } from '../testing/fake-rows';
import { makingOf } from './making';

const job = (operation: JobView['operation']): JobView => ({
  id: operation,
  operation,
  by: 'window',
  since: 0,
  step: null,
  progress: null,
  cancellable: true,
});
const creating = { driver: 'qemu', name: 'web' };

describe('the machine that is being created', () => {
  it('is found among those at work, while it is made and while it starts', () => {
    for (const operation of ['define', 'start'] as const) {
      const row = fakeRow(2, { name: 'web', job: job(operation) });
      expect(makingOf(creating, [fakeRow(1, { job: job('save') }), row])).toEqual({ row, job: row.job });
    }
  });

  it('is no other one: of another driver, or at other work', () => {
    const other = fakeRow(1, { name: 'web', driver: 'test', job: job('define') });
    const same = fakeRow(2, { name: 'web', job: job('save') });
    expect(makingOf(creating, [other])).toBeNull();
    expect(makingOf(creating, [same])).toBeNull();
  });
});
