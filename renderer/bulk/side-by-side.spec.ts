import { describe, expect, it } from 'vitest';
import { sideBySide } from './side-by-side';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

describe('work on many things', () => {
  it('is done for each, with no more at once than it may be', async () => {
    const done: number[] = [];
    let now = 0;
    let most = 0;
    const left = await sideBySide(
      numbers(20),
      3,
      async (number) => {
        most = Math.max(most, ++now);
        await pause();
        now--;
        done.push(number);
      },
      () => false,
    );
    expect(done.sort((a, b) => a - b)).toEqual(numbers(20));
    expect(most).toBe(3);
    expect(left).toEqual([]);
  });

  it('begins nothing once it is stopped, ends what has begun, and tells what is left', async () => {
    const done: number[] = [];
    const left = await sideBySide(
      numbers(10),
      2,
      async (number) => {
        await pause();
        done.push(number);
      },
      () => done.length >= 4,
    );
    expect([...done, ...left].sort((a, b) => a - b)).toEqual(numbers(10));
    expect(left.length).toBeGreaterThan(3);
  });
});
