import { describe, expect, it } from 'vitest';
import type { Busy } from '../../preload/contract';
import { progressText } from './progress';

const MIB = 1024 ** 2;

function machine(name: string, ...jobs: readonly object[]): Busy['machines'][number] {
  return { id: `id of ${name}`, name, jobs, holder: null, queue: [], waitingForJobs: [] } as never;
}
const copying = {
  operation: 'clone',
  step: 'Copying the disk',
  progress: { done: 300 * MIB, total: 1024 * MIB, unit: 'bytes' },
};

describe('how far a command is', () => {
  it('is told of the machine that it is about, with percent and bytes', () => {
    const busy = { machines: [machine('other', copying), machine('web', copying)] };
    const text = '“web”: Copying the disk, 29 %, 300 MiB of 1 GiB';
    expect(progressText(busy, [{ id: 'id of web' }])).toBe(text);
    expect(progressText(busy, [{ name: 'web', request: {} }])).toBe(text);
  });

  it('is what is done where nobody knows how far that is, and nothing where nothing is at work', () => {
    const starting = { operation: 'start', step: null, progress: null };
    const waiting = { ...copying, progress: { done: 2, total: 60_000, unit: 'ms' } };
    const unknown = { ...copying, progress: { done: 4 * MIB, total: null, unit: 'bytes' } };
    const asked = [{ id: 'id of web' }];
    expect(progressText({ machines: [machine('web', starting)] }, asked)).toBe('“web”: start');
    expect(progressText({ machines: [machine('web', waiting)] }, asked)).toBe('“web”: Copying the disk');
    expect(progressText({ machines: [machine('web', unknown)] }, asked)).toBe(
      '“web”: Copying the disk, 4 MiB',
    );
    expect(progressText({ machines: [machine('other', starting), machine('web')] }, asked)).toBe('');
  });

  it('counts the machines that are worked at besides', () => {
    const starting = { operation: 'start', step: null, progress: { done: 1, total: 2, unit: 'steps' } };
    const busy = { machines: ['a', 'b', 'c'].map((name) => machine(name, starting)) };
    const asked = ['a', 'b', 'c'].map((name) => ({ id: `id of ${name}` }));
    expect(progressText(busy, asked)).toBe('“a”: start, 50 %, 1 of 2, and 2 more');
  });
});
