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

/** What one machine took, over a day at most: about 25 KiB when full, and as much as there is before. */
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

const WIDTH = METRICS.length;
/** How many points there is room for at first: of ten thousand machines few are looked at. */
const FEW = 8;

/** Points at least a step apart, each the mean of what was added since the last; the oldest goes when it is full. */
class Tier {
  readonly #most: number;
  /** Rings that grow up to `#most` points; of each point its metrics side by side, NaN where one is not known. */
  #at = new Float64Array(FEW);
  #values = new Float32Array(FEW * WIDTH);
  #count = 0;
  #first = 0;
  #began: number | null = null;
  /** Of what was added since the last point, by metric. */
  readonly #sums = METRICS.map(() => 0);
  readonly #counts = METRICS.map(() => 0);

  constructor(
    private readonly lengthMs: number,
    private readonly stepMs: number,
  ) {
    this.#most = Math.ceil(lengthMs / stepMs);
  }

  add(at: number, rates: Rates): void {
    this.#began ??= at;
    for (let column = 0; column < WIDTH; column++) {
      const value = rates[METRICS[column] as Metric];
      if (value === null) continue;
      this.#sums[column] = (this.#sums[column] ?? 0) + value;
      this.#counts[column] = (this.#counts[column] ?? 0) + 1;
    }
    // A tenth less than a step: timers are never exact, and a point must not be skipped for a millisecond.
    const last = this.#count > 0 ? (this.#at[this.#place(this.#count - 1)] ?? 0) : this.#began - this.stepMs;
    if (at - last < this.stepMs * 0.9) return;
    this.#forgetBefore(at - this.lengthMs);
    this.#push(at);
    this.#sums.fill(0);
    this.#counts.fill(0);
  }

  read(now: number): Series {
    const series = emptySeries();
    for (let index = 0; index < this.#count; index++) {
      const place = this.#place(index);
      const at = this.#at[place] ?? 0;
      if (at < now - this.lengthMs) continue;
      series.at.push(at);
      METRICS.forEach((metric, column) => {
        const value = this.#values[place * WIDTH + column] ?? Number.NaN;
        series[metric].push(Number.isNaN(value) ? null : value);
      });
    }
    return series;
  }

  #place(index: number): number {
    return (this.#first + index) % this.#at.length;
  }

  /** What comes seldom must not make the rings grow with points that are too old to be shown. */
  #forgetBefore(moment: number): void {
    while (this.#count > 0 && (this.#at[this.#first] ?? 0) < moment) {
      this.#first = this.#place(1);
      this.#count--;
    }
  }

  #push(at: number): void {
    if (this.#count === this.#at.length && this.#count < this.#most) this.#grow();
    const place = this.#place(this.#count);
    if (this.#count === this.#at.length) this.#first = this.#place(1);
    else this.#count++;
    this.#at[place] = at;
    for (let column = 0; column < WIDTH; column++) {
      const count = this.#counts[column] ?? 0;
      this.#values[place * WIDTH + column] = count > 0 ? (this.#sums[column] ?? 0) / count : Number.NaN;
    }
  }

  /** It is full: the oldest point comes to stand first. */
  #grow(): void {
    const length = Math.min(this.#most, this.#at.length * 2);
    const [at, values] = [new Float64Array(length), new Float32Array(length * WIDTH)];
    const [head, tail] = [this.#at.length - this.#first, this.#first];
    at.set(this.#at.subarray(this.#first));
    at.set(this.#at.subarray(0, tail), head);
    values.set(this.#values.subarray(this.#first * WIDTH));
    values.set(this.#values.subarray(0, tail * WIDTH), head * WIDTH);
    [this.#at, this.#values, this.#first] = [at, values, 0];
  }
}
