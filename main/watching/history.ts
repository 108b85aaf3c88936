import { METRICS, type Metric, type Rates } from './rates';

/** How far back one can look, each with points of its own fineness. */
export const SPANS = ['5min', '1h', '24h'] as const;
export type Span = (typeof SPANS)[number];

const MINUTE = 60_000;
const TIERS: Readonly<Record<Span, { readonly lengthMs: number; readonly stepMs: number }>> = {
  '5min': { lengthMs: 5 * MINUTE, stepMs: 1_000 },
  '1h': { lengthMs: 60 * MINUTE, stepMs: 15_000 },
  '24h': { lengthMs: 24 * 60 * MINUTE, stepMs: 5 * MINUTE },
};

/** Points in the order of time; `at` in ms since the epoch, as are all times here. */
export type Series = { readonly at: number[] } & Readonly<Record<Metric, (number | null)[]>>;

/** What one machine took, over a day at most: about 20 KiB when full, and as much as there is before. */
export class History {
  readonly #tiers = SPANS.map((span) => new Tier(TIERS[span].lengthMs, TIERS[span].stepMs));

  add(at: number, rates: Rates): void {
    for (const tier of this.#tiers) tier.add(at, rates);
  }

  /** What is known of the last `span` before `now`. */
  read(span: Span, now: number): Series {
    return this.#tiers[SPANS.indexOf(span)]?.read(now) ?? emptySeries();
  }
}

function emptySeries(): Series {
  const series = { at: [] as number[] } as Record<'at' | Metric, (number | null)[]>;
  for (const metric of METRICS) series[metric] = [];
  return series as Series;
}

/** Points at least a step apart, each the mean of what was added since the last; the oldest goes when it is full. */
class Tier {
  readonly #most: number;
  /** Rings that grow up to `#most` points; a value that is not known is NaN. */
  #at = new Float64Array(16);
  readonly #values = new Map<Metric, Float32Array>(METRICS.map((metric) => [metric, new Float32Array(16)]));
  #count = 0;
  #first = 0;
  #began: number | null = null;
  readonly #sums = new Map<Metric, { sum: number; count: number }>();

  constructor(
    private readonly lengthMs: number,
    private readonly stepMs: number,
  ) {
    this.#most = Math.ceil(lengthMs / stepMs);
  }

  add(at: number, rates: Rates): void {
    this.#began ??= at;
    for (const metric of METRICS) {
      const value = rates[metric];
      if (value === null) continue;
      const sum = this.#sums.get(metric) ?? { sum: 0, count: 0 };
      this.#sums.set(metric, { sum: sum.sum + value, count: sum.count + 1 });
    }
    // A tenth less than a step: timers are never exact, and a point must not be skipped for a millisecond.
    const last = this.#count > 0 ? (this.#at[this.#place(this.#count - 1)] ?? 0) : this.#began - this.stepMs;
    if (at - last < this.stepMs * 0.9) return;
    this.#push(at);
    this.#sums.clear();
  }

  read(now: number): Series {
    const series = emptySeries();
    for (let index = 0; index < this.#count; index++) {
      const place = this.#place(index);
      const at = this.#at[place] ?? 0;
      if (at < now - this.lengthMs) continue;
      series.at.push(at);
      for (const metric of METRICS) {
        const value = this.#values.get(metric)?.[place] ?? Number.NaN;
        series[metric].push(Number.isNaN(value) ? null : value);
      }
    }
    return series;
  }

  #place(index: number): number {
    return (this.#first + index) % this.#at.length;
  }

  #push(at: number): void {
    if (this.#count === this.#at.length && this.#count < this.#most) this.#grow();
    const place = this.#place(this.#count);
    if (this.#count === this.#at.length) this.#first = (this.#first + 1) % this.#at.length;
    else this.#count++;
    this.#at[place] = at;
    for (const [metric, values] of this.#values) {
      const sum = this.#sums.get(metric);
      values[place] = sum ? sum.sum / sum.count : Number.NaN;
    }
  }

  /** It is full and has not wrapped yet, so that what there is can be copied as it stands. */
  #grow(): void {
    const length = Math.min(this.#most, this.#at.length * 2);
    const at = new Float64Array(length);
    at.set(this.#at);
    this.#at = at;
    for (const [metric, values] of this.#values) {
      const longer = new Float32Array(length);
      longer.set(values);
      this.#values.set(metric, longer);
    }
  }
}
