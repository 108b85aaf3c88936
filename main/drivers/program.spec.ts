import { describe, expect, it } from 'vitest';
import { runProgram } from './program';

const limits = { limitMs: 10_000 };

describe('a program', () => {
  it.each([false, true])('that is missing is told as missing (ends with Paddock: %s)', async (ends) => {
    await expect(runProgram(['/missing'], { ...limits, diesWithPaddock: ends })).rejects.toMatchObject({
      failure: { code: 'program-missing', message: 'The program /missing can’t be run.' },
    });
  });

  it.each([false, true])(
    'is heard, and its end is the caller’s to judge (ends with Paddock: %s)',
    async (ends) => {
      const command = ['sh', '-c', 'echo out; echo err >&2; exit 3'];
      const end = { exitCode: 3, signal: null, stdout: 'out\n', output: 'err\n' };
      expect(await runProgram(command, { ...limits, diesWithPaddock: ends })).toMatchObject(end);
    },
  );

  it.each([false, true])('is ended at its limit (ends with Paddock: %s)', async (ends) => {
    await expect(runProgram(['sleep', '60'], { limitMs: 100, diesWithPaddock: ends })).rejects.toMatchObject({
      failure: { code: 'timeout', detail: { command: ['sleep', '60'] } },
    });
  });
});
