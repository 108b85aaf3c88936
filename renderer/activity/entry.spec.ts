import { describe, expect, it } from 'vitest';
import type { Happening, OperationRecord } from '../../preload/contract';
import { fakeRow } from '../testing/fake-rows';
import { lineOf } from './entry';

const { id } = fakeRow(1);
const crash: Happening = {
  id,
  driver: 'qemu',
  name: 'web',
  happened: 'crashed',
  reason: 'The guest’s system panicked.',
  since: 5,
};
const start: OperationRecord = {
  id,
  driver: 'qemu',
  name: 'web',
  operation: 'start',
  by: 'tray',
  since: 5,
  milliseconds: 7,
  failure: null,
  output: null,
};

describe('a line of the log', () => {
  it('says that a machine crashed, and why, and that nobody asked for it', () => {
    expect(lineOf(crash)).toMatchObject({
      outcome: 'failed',
      what: 'Crashed',
      by: 'By itself',
      reason: 'The guest’s system panicked.',
      milliseconds: null,
    });
  });

  it('takes a machine that went off by itself for nothing that failed', () => {
    expect(lineOf({ ...crash, happened: 'off' }).outcome).toBe('happened');
  });

  it('says what was done and by whom, and what went wrong, unless it was cancelled', () => {
    expect(lineOf(start)).toMatchObject({ outcome: 'done', what: 'Start', by: 'tray', milliseconds: 7 });
    const failure = { code: 'disk-full', message: 'No space.' } as const;
    expect(lineOf({ ...start, failure })).toMatchObject({ outcome: 'failed', failure });
    expect(lineOf({ ...start, failure: { ...failure, code: 'cancelled' } })).toMatchObject({
      outcome: 'cancelled',
      failure: null,
    });
  });

  it('has a key of its own, also where a machine crashes at the moment it is started', () => {
    expect(lineOf(crash).key).not.toBe(lineOf(start).key);
  });
});
