import { describe, expect, it } from 'vitest';
import { lastingSince } from './lasting';

describe('since when a machine is what its head says', () => {
  it('is when it was started, for one that runs, whatever it stood still for', () => {
    expect(lastingSince({ state: 'running', since: 900 }, { startedAt: 100 })).toBe(100);
  });

  it('is known as well of one that was found running, of which only its process tells', () => {
    expect(lastingSince({ state: 'running', since: null }, { startedAt: 100 })).toBe(100);
  });

  it('is when the state began, for one that is paused or off', () => {
    expect(lastingSince({ state: 'paused', since: 900 }, { startedAt: 100 })).toBe(900);
    expect(lastingSince({ state: 'shutoff', since: 900 }, { startedAt: null })).toBe(900);
  });

  it('does not jump: of a running one nothing is said before its details are there', () => {
    expect(lastingSince({ state: 'running', since: 900 }, null)).toBeNull();
    expect(lastingSince({ state: 'running', since: 900 }, { startedAt: null })).toBe(900);
  });
});
