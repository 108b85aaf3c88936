import type { CallArgs, DomainId, Failure, Rates, UsageHistory } from '../../../preload/contract';
import { call, failureOf } from '../../bridge';
import type { UsagePoint } from '../../live/usage.svelte';

export type Span = CallArgs<'usage.history'>['span'];
export type Metric = keyof Rates;

export const SPANS: Readonly<Record<Span, { readonly lengthMs: number; readonly againMs: number | null }>> = {
  '5min': { lengthMs: 5 * 60_000, againMs: null }, // each second is added as it comes
  '1h': { lengthMs: 60 * 60_000, againMs: 15_000 },
  '24h': { lengthMs: 24 * 60 * 60_000, againMs: 60_000 },
};
/** Between points that are further apart than so many usual distances nothing is known. */
const GAP = 4;

/** What a machine took over a span of time, kept up to date while it is shown. */
export class UsageSeries {
  value = $state.raw<UsageHistory | null>(null);
  failure = $state.raw<Failure | null>(null);

  constructor(
    private readonly id: DomainId,
    readonly span: Span,
  ) {}

  /** Reads it, and again at intervals. Returns the function that ends that. */
  follow(): () => void {
    void this.read();
    const { againMs } = SPANS[this.span];
    const timer = againMs === null ? null : setInterval(() => void this.read(), againMs);
    return () => {
      if (timer) clearInterval(timer);
    };
  }

  async read(): Promise<void> {
    try {
      this.value = withGaps(await call('usage.history', { id: this.id, span: this.span }));
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  /** Adds what came just now, in the span that has every second. */
  add({ at, rates }: UsagePoint): void {
    const { value } = this;
    const last = value?.at.at(-1) ?? 0;
    if (!value || SPANS[this.span].againMs !== null || at <= last) return;
    const from = value.at.findIndex((moment) => moment >= at - SPANS[this.span].lengthMs);
    const next = { at: value.at.slice(Math.max(0, from)) } as UsageHistory;
    for (const metric of METRICS) next[metric] = value[metric].slice(Math.max(0, from));
    if (at - last > GAP * usualDistance(value.at)) push(next, last + 1, () => null);
    push(next, at, (metric) => rates[metric]);
    this.value = next;
  }
}

const METRICS = [
  'cpu',
  'memory',
  'diskRead',
  'diskWritten',
  'netReceived',
  'netSent',
] as const satisfies readonly Metric[];

function push(history: UsageHistory, at: number, value: (metric: Metric) => number | null): void {
  history.at.push(at);
  for (const metric of METRICS) history[metric].push(value(metric));
}

/** The median of the distances between moments, in ms. */
function usualDistance(at: readonly number[]): number {
  const distances = at.slice(1).map((moment, index) => moment - (at[index] ?? moment));
  return distances.sort((a, b) => a - b)[distances.length >> 1] ?? Number.POSITIVE_INFINITY;
}

/** Puts a point of which nothing is known where the machine was not measured for a while: lines end there. */
export function withGaps(history: UsageHistory): UsageHistory {
  const usual = usualDistance(history.at);
  const result: UsageHistory = {
    at: [],
    cpu: [],
    memory: [],
    diskRead: [],
    diskWritten: [],
    netReceived: [],
    netSent: [],
  };
  for (const [index, at] of history.at.entries()) {
    const before = history.at[index - 1];
    if (before !== undefined && at - before > GAP * usual) push(result, before + 1, () => null);
    push(result, at, (metric) => history[metric][index] ?? null);
  }
  return result;
}
