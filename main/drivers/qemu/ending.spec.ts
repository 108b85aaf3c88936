import { describe, expect, it } from 'vitest';
import { endingOf, type Evidence } from './ending';

const vanished: Evidence = {
  shutdown: null,
  panicked: false,
  destroying: false,
  lacksMemory: false,
  exitCode: 1,
  signal: null,
};

describe('a QEMU that ended by itself', () => {
  it('has crashed, and says how it ended', () => {
    expect(endingOf(vanished)).toEqual({ state: 'crashed', reason: expect.stringContaining('by accident') });
  });

  it('over the memory that it was given was never on: whoever gave it tells what went wrong', () => {
    expect(endingOf({ ...vanished, lacksMemory: true })).toEqual({ state: 'shutoff', reason: null });
  });
});
