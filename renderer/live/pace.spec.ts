import { describe, expect, it } from 'vitest';
import { Pace } from './pace';

/** One that moves `step` each second from 0 on. */
function steady(seconds: number, step: number): Pace {
  const pace = new Pace();
  for (let at = 0; at <= seconds; at++) pace.note(at * 1000, at * step, 'bytes');
  return pace;
}

describe('the pace of a job', () => {
  it('is what it did a second, and tells how long the rest takes', () => {
    const pace = steady(10, 100);
    expect(pace.perSecond(10_000)).toBeCloseTo(100);
    expect(pace.left(10_000, 2000)).toBeCloseTo(10_000);
  });

  it('is not told before there is enough to tell it from', () => {
    expect(new Pace().perSecond(0)).toBeNull();
    expect(steady(1, 100).left(1000, 500)).toBeNull();
  });

  it('follows what it does lately, not what it did at first', () => {
    const pace = steady(60, 1000);
    for (let at = 61; at <= 80; at++) pace.note(at * 1000, 60_000 + (at - 60) * 10, 'bytes');
    expect(pace.perSecond(80_000)).toBeLessThan(100);
  });

  it('sinks while nothing moves', () => {
    const pace = steady(4, 100);
    expect(pace.perSecond(8000)).toBeCloseTo(50);
  });

  it('is there for what tells seldom', () => {
    const pace = new Pace();
    pace.note(0, 0, 'steps');
    pace.note(40_000, 1, 'steps');
    pace.note(80_000, 2, 'steps');
    expect(pace.left(80_000, 4)).toBeCloseTo(80_000);
  });

  it('begins anew with another step, or where it goes back', () => {
    const pace = steady(10, 100);
    pace.note(11_000, 5, 'steps');
    expect(pace.perSecond(11_000)).toBeNull();
    const back = steady(10, 100);
    for (let at = 11; at <= 20; at++) back.note(at * 1000, 1000, 'bytes');
    back.note(30_000, 2000, 'bytes');
    back.note(31_000, 0, 'bytes');
    expect(back.perSecond(31_000)).toBeNull();
  });

  it('is not upset by what is told late', () => {
    const pace = steady(10, 100);
    pace.note(10_500, 950, 'bytes');
    expect(pace.perSecond(10_000)).toBeCloseTo(100);
  });
});
