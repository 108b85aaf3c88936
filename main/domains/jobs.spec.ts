import { describe, expect, it } from 'vitest';
import { Jobs } from './jobs';

const of = { name: 'web' };

describe('the jobs of a machine', () => {
  it('that only read run side by side, and keep changes away', () => {
    const jobs = new Jobs(() => undefined);
    jobs.begin('clone', 'window', of);
    jobs.begin('clone', 'tray', of);
    expect(jobs.all).toHaveLength(2);
    for (const operation of ['start', 'undefine', 'shutdown'] as const) {
      expect(() => jobs.begin(operation, 'window', of)).toThrowError(/“web” is busy/);
    }
  });

  it('that change it run alone', () => {
    const jobs = new Jobs(() => undefined);
    const start = jobs.begin('start', 'window', of);
    expect(() => jobs.begin('clone', 'window', of)).toThrowError(/busy/);
    expect(() => jobs.begin('suspend', 'window', of)).toThrowError(/busy/);
    jobs.end(start);
    jobs.begin('suspend', 'window', of);
  });

  it('are shown by the one that changes the machine', () => {
    const jobs = new Jobs(() => undefined);
    expect(jobs.foremost).toBeNull();
    const clone = jobs.begin('clone', 'window', of);
    expect(jobs.foremost).toBe(clone);
    jobs.end(clone);
    expect(jobs.foremost).toBeNull();
  });

  it('end once', async () => {
    const jobs = new Jobs(() => undefined);
    const job = jobs.begin('start', 'window', of);
    jobs.end(job);
    jobs.end(job);
    await job.ended;
    expect(jobs.all).toEqual([]);
  });
});
