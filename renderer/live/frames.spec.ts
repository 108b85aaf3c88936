import { describe, expect, it } from 'vitest';
import { Batch } from './frames';

function byHand(): { run: () => void; schedule: (run: () => void) => void; scheduled: number } {
  let waiting: (() => void)[] = [];
  const hand = {
    scheduled: 0,
    schedule: (run: () => void) => {
      hand.scheduled++;
      waiting.push(run);
    },
    run: () => {
      const now = waiting;
      waiting = [];
      for (const run of now) run();
    },
  };
  return hand;
}

describe('a batch', () => {
  it('hands over once a frame all that came, in order', () => {
    const frames = byHand();
    const got: (readonly number[])[] = [];
    const batch = new Batch<number>((items) => got.push(items), frames.schedule);
    for (const item of [1, 2, 3]) batch.add(item);
    expect(got).toEqual([]);
    expect(frames.scheduled).toBe(1);
    frames.run();
    expect(got).toEqual([[1, 2, 3]]);
  });

  it('asks for another frame for what comes after one', () => {
    const frames = byHand();
    const got: (readonly number[])[] = [];
    const batch = new Batch<number>((items) => got.push(items), frames.schedule);
    batch.add(1);
    frames.run();
    batch.add(2);
    expect(frames.scheduled).toBe(2);
    frames.run();
    expect(got).toEqual([[1], [2]]);
  });

  it('hands nothing over twice when it is flushed before its frame', () => {
    const frames = byHand();
    const got: (readonly number[])[] = [];
    const batch = new Batch<number>((items) => got.push(items), frames.schedule);
    batch.add(1);
    batch.flush();
    frames.run();
    expect(got).toEqual([[1]]);
  });

  it('keeps what is added while it delivers for the next time', () => {
    const frames = byHand();
    const got: (readonly number[])[] = [];
    const batch: Batch<number> = new Batch<number>((items) => {
      got.push(items);
      if (items.includes(1)) batch.add(2);
    }, frames.schedule);
    batch.add(1);
    frames.run();
    expect(got).toEqual([[1]]);
    frames.run();
    expect(got).toEqual([[1], [2]]);
  });
});
