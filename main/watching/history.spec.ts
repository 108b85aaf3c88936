import { describe, expect, it } from 'vitest';
import { History } from './history';
import type { Rates } from './rates';

const rates = (cpu: number | null): Rates => ({
  cpu,
  memory: 1,
  diskRead: null,
  diskWritten: null,
  netReceived: null,
  netSent: null,
});
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

describe('the history of a machine', () => {
  it('has each second of five minutes, and forgets what is older', () => {
    const history = new History();
    for (let at = 0; at <= 400; at++) history.add(at * SECOND, rates(at));
    const { at, cpu, diskRead } = history.read('5min', 400 * SECOND);
    expect([at[0], at.at(-1)]).toEqual([101 * SECOND, 400 * SECOND]);
    expect(cpu).toEqual(at.map((moment) => moment / SECOND));
    expect(new Set(diskRead)).toEqual(new Set([null]));
  });

  it('has the mean of each quarter of a minute for an hour', () => {
    const history = new History();
    for (let at = 0; at <= 60; at++) history.add(at * SECOND, rates(at < 31 ? 0 : 1));
    const { at, cpu } = history.read('1h', 60 * SECOND);
    expect(at).toHaveLength(5);
    expect(cpu[0]).toBe(0);
    expect(cpu.at(-1)).toBe(1);
  });

  it('reaches back a day and no further, whatever it is fed', () => {
    const history = new History();
    for (let at = 0; at < 30 * HOUR; at += 15 * SECOND) history.add(at, rates(1));
    const { at } = history.read('24h', 30 * HOUR);
    expect(at.length).toBeGreaterThan(280);
    expect(at.length).toBeLessThanOrEqual(288);
    expect(at[0]).toBeGreaterThanOrEqual(6 * HOUR);
    expect(history.read('5min', 30 * HOUR).at.length).toBeLessThanOrEqual(300);
  });

  it('has nothing of before, however seldom and irregularly it is fed', () => {
    const history = new History();
    let at = 0;
    for (let round = 0; round < 2_000; round++) {
      at += round % 400 < 390 ? SECOND : 40 * SECOND;
      history.add(at, rates(at));
      const points = history.read('5min', at);
      expect(points.at[0]).toBeGreaterThanOrEqual(at - 300 * SECOND);
      expect([points.at.at(-1), points.cpu.at(-1)]).toEqual([at, Math.fround(at)]);
      expect(points.cpu).toEqual(points.at.map(Math.fround));
    }
  });

  it('tells of nothing where nothing is known', () => {
    expect(new History().read('24h', 0)).toMatchObject({ at: [], cpu: [], netSent: [] });
  });
});
