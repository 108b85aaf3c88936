import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../setup/project.mjs';
import { countsOf } from './counts.mjs';
import { toTryAgain, unsteady, withSecondTry } from './second-try.mjs';

const file = (name, ...statuses) => ({
  name: join(root, name),
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map((status, index) => ({ status, fullName: `test ${index + 1}` })),
});

describe('A second try', () => {
  it('is given to the files in which something failed', () => {
    const report = { testResults: [file('a', 'passed'), file('b', 'passed', 'failed')] };
    expect(toTryAgain(report)).toEqual([join(root, 'b')]);
    expect(toTryAgain({ testResults: [{ name: 'c', status: 'failed', assertionResults: [] }] })).toEqual([
      'c',
    ]);
  });

  it('is given to none where much is broken, or nothing', () => {
    const broken = ['a', 'b', 'c', 'd', 'e'].map((name) => file(name, 'failed'));
    expect(toTryAgain({ testResults: broken })).toEqual([]);
    expect(toTryAgain({ testResults: [file('a', 'passed')] })).toEqual([]);
    expect(toTryAgain(undefined)).toEqual([]);
  });

  it('counts as it ended, and names what was unsteady', () => {
    const first = { testResults: [file('a', 'passed', 'skipped'), file('b', 'failed', 'failed', 'passed')] };
    const second = { testResults: [file('b', 'passed', 'failed', 'passed')] };
    expect(countsOf(withSecondTry(first, second), 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
    expect(unsteady(first, second)).toEqual(['b > test 1']);
  });
});
