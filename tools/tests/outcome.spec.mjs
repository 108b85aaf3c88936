import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../setup/project.mjs';
import { closing, failuresOf, nothing, together } from './outcome.mjs';

const failed = {
  name: join(root, 'test/a.spec.ts'),
  status: 'failed',
  assertionResults: [
    { status: 'passed', fullName: 'A machine starts' },
    { status: 'failed', fullName: 'A machine stops', failureMessages: ['Error: it runs\n  at stop'] },
  ],
};
const unloadable = {
  name: join(root, 'test/b.spec.ts'),
  status: 'failed',
  assertionResults: [],
  message: 'no such module',
};

describe('What a run ends with', () => {
  it('names each failed test with its message, and each file that could not be loaded', () => {
    expect(failuresOf({ testResults: [failed, unloadable] })).toEqual([
      'test/a.spec.ts > A machine stops\n    Error: it runs\n      at stop',
      'test/b.spec.ts\n    no such module',
    ]);
    expect(failuresOf(undefined)).toEqual(['the run left no report']);
  });

  it('closes with the counts, after what failed and what was unsteady in any suite', () => {
    const one = { counts: { passed: 1, failed: 1, skipped: 0 }, failures: ['x: one'], unsteady: [] };
    const two = { counts: { passed: 2, failed: 0, skipped: 1 }, failures: [], unsteady: ['y: two'] };
    expect(closing(together(one, two)).split('\n')).toEqual([
      '',
      'UNSTEADY, passed the second time:',
      '  y: two',
      '',
      'FAILED:',
      '  x: one',
      '',
      '3 passed, 1 failed, 1 skipped',
    ]);
    expect(closing(nothing)).toBe('\n0 passed, 0 failed, 0 skipped');
  });
});
