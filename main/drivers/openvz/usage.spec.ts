import { describe, expect, it } from 'vitest';
import { cpuTimes } from './usage';

describe('What OpenVZ’s kernel counts', () => {
  it('is each container’s time on the processors, in nanoseconds', () => {
    const vestat = `Version: 2.2
      VEID                 user                 nice               system               uptime
       101                  100                    5                   20              4000000
       102                    0                    0                    0              1000000
`;
    expect([...cpuTimes(vestat)]).toEqual([
      ['101', 1_250_000_000],
      ['102', 0],
    ]);
    expect(cpuTimes('').size).toBe(0);
  });
});
