import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HiddenWindow } from './hidden-window';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A window that answers at once with this bookmark; `undefined`: not at all. */
function windowWith(bookmark: string | null | undefined): {
  readonly hidden: HiddenWindow;
  readonly state: { isHidden: boolean; mayEnd: boolean; bookmark: string | null | undefined };
  readonly end: ReturnType<typeof vi.fn>;
} {
  const state = { isHidden: true, mayEnd: true, bookmark };
  const end = vi.fn();
  const hidden: HiddenWindow = new HiddenWindow({
    afterMs: 1000,
    isHidden: () => state.isHidden,
    mayEnd: () => state.mayEnd,
    askBookmark: () => {
      if (state.bookmark !== undefined) hidden.keep(state.bookmark);
    },
    end,
  });
  hidden.hidden();
  return { hidden, state, end };
}

describe('a hidden window', () => {
  it('is ended after a while, and the next one learns once where one was', async () => {
    const { hidden, end } = windowWith('page 7');
    await vi.advanceTimersByTimeAsync(900);
    expect(end).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    expect(end).toHaveBeenCalledOnce();
    expect(hidden.take()).toBe('page 7');
    expect(hidden.take()).toBeNull();
  });

  it('stays where it is shown before', async () => {
    const { hidden, end } = windowWith('page 7');
    await vi.advanceTimersByTimeAsync(900);
    hidden.shown();
    await vi.advanceTimersByTimeAsync(5000);
    expect(end).not.toHaveBeenCalled();
  });

  it('stays while something in it can’t be kept, and is ended once it can', async () => {
    const { state, end } = windowWith(null);
    await vi.advanceTimersByTimeAsync(5000);
    expect(end).not.toHaveBeenCalled();
    state.bookmark = 'page 7';
    await vi.advanceTimersByTimeAsync(1100);
    expect(end).toHaveBeenCalledOnce();
  });

  it('stays while it is needed, and where it does not answer', async () => {
    const needed = windowWith('page 7');
    needed.state.mayEnd = false;
    const silent = windowWith(undefined);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(needed.end).not.toHaveBeenCalled();
    expect(silent.end).not.toHaveBeenCalled();
  });

  it('stays where it is shown while it is asked, and keeps no old bookmark', async () => {
    const { hidden, state, end } = windowWith(undefined);
    await vi.advanceTimersByTimeAsync(1100);
    state.isHidden = false;
    hidden.keep('page 7');
    await vi.advanceTimersByTimeAsync(5000);
    expect(end).not.toHaveBeenCalled();
    expect(hidden.take()).toBeNull();
  });
});
