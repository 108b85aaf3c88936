import { describe, expect, it } from 'vitest';
import { failureDetails, failureReport } from './failure-text';

describe('a failure as it is copied', () => {
  const failure = {
    code: 'program-failed',
    message: 'QEMU ended at once.',
    cause: 'It refused an argument.',
    detail: { command: ['qemu', '-name', 'a b'], exitCode: 1, signal: null, output: 'bad option\n' },
  } as const;

  it('tells everything that is known', () => {
    const copy = { ...failure, detail: { ...failure.detail, command: [...failure.detail.command] } };
    expect(failureReport(copy)).toBe(
      [
        'QEMU ended at once.',
        'It refused an argument.',
        '',
        'Code: program-failed',
        "Command: qemu -name 'a b'",
        'Exit code: 1',
        'Output:',
        'bad option',
      ].join('\n'),
    );
  });

  it('has at least its code', () => {
    expect(failureDetails({ code: 'internal', message: 'x' })).toBe('Code: internal');
  });
});
