import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Changes } from './changes';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const now = (): number => performance.now();
const pass = (ms: number): void => void vi.advanceTimersByTime(ms);

describe('What Paddock changed of instances', () => {
  it('makes old what was asked for before, of that instance alone', () => {
    const changes = new Changes();
    const asked = now();
    pass(10);
    changes.note('web');
    expect(changes.isSince('web', asked)).toBe(false);
    expect(changes.isSince('shop', asked)).toBe(true);
    pass(10);
    expect(changes.isSince('web', now())).toBe(true);
  });

  it('is remembered for no more than a minute, and no answer that was asked for longer ago is believed', () => {
    const changes = new Changes();
    const asked = now();
    pass(10);
    for (let number = 0; number < 100; number++) changes.note(`web-${number}`);
    pass(30_000);
    changes.note('web-0');
    expect(changes.size).toBe(100);
    pass(30_001);
    changes.note('shop');
    expect(changes.size).toBe(2);
    expect(changes.isSince('web-1', asked)).toBe(false);
    expect(changes.isSince('web-0', now())).toBe(true);
  });
});
