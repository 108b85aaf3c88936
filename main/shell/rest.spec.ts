import { EventEmitter } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Rest } from './rest';

const AFTER_MS = 1_000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** An app without a window; the process that it starts to rest ends when it is told to. */
function idleApp(): {
  readonly rest: Rest;
  readonly state: { isIdle: boolean };
  readonly started: EventEmitter[];
} {
  const state = { isIdle: true };
  const started: EventEmitter[] = [];
  const rest = new Rest({
    afterMs: AFTER_MS,
    isIdle: () => state.isIdle,
    start: () => {
      const child = new EventEmitter();
      started.push(child);
      return child as ChildProcess;
    },
  });
  return { rest, state, started };
}

describe('an app without a window', () => {
  it('starts the process that rests, and gives it the machines when it asks', () => {
    const { rest, started } = idleApp();
    expect(rest.grants()).toBe(false); // nobody was started: whoever asks has no business
    rest.begin(0);
    vi.advanceTimersByTime(1);
    expect(started).toHaveLength(1);
    expect(rest.grants()).toBe(true);
  });

  it('waits while something is being done', () => {
    const { rest, state, started } = idleApp();
    state.isIdle = false;
    rest.begin(0);
    vi.advanceTimersByTime(AFTER_MS + 1);
    expect(started).toHaveLength(0);
    state.isIdle = true;
    vi.advanceTimersByTime(AFTER_MS);
    expect(started).toHaveLength(1);
  });

  it('keeps the machines where a window came while that process was starting', () => {
    const { rest, state } = idleApp();
    rest.begin(0);
    vi.advanceTimersByTime(1);
    state.isIdle = false;
    expect(rest.grants()).toBe(false);
  });

  it('tries again where that process could not be seen, each time later', () => {
    const { rest, started } = idleApp();
    rest.begin(0);
    vi.advanceTimersByTime(1);
    started[0]?.emit('exit', 1);
    expect(rest.grants()).toBe(false);
    vi.advanceTimersByTime(AFTER_MS);
    expect(started).toHaveLength(2);
    started[1]?.emit('error', new Error('spawn EAGAIN'));
    vi.advanceTimersByTime(AFTER_MS);
    expect(started).toHaveLength(2);
    vi.advanceTimersByTime(AFTER_MS);
    expect(started).toHaveLength(3);
  });
});
