import { appendFileSync } from 'node:fs';

/** One measured figure beside its peer's, both from the same run. */
interface Row {
  readonly group: string;
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly peer: string;
  readonly peerValue: number;
  /** value / peerValue: below 1 Paddock is the quicker or the smaller. */
  readonly ratio: number;
}

/** Writes down a figure beside its peer's, the median of each, as soon as it is there: what fails later takes none away. */
export function measured(
  group: string,
  name: string,
  unit: string,
  values: readonly number[],
  peer: string,
  peerValues: readonly number[],
): void {
  const [value, peerValue] = [median(values), median(peerValues)];
  const row: Row = {
    group,
    name,
    unit,
    value: round(value),
    peer,
    peerValue: round(peerValue),
    ratio: round(value / peerValue),
  };
  appendFileSync(process.env.PADDOCK_BENCH_OUT ?? 'bench.jsonl', `${JSON.stringify(row)}\n`);
}

/** Whether a row of this name is to be measured: `--only TEXT` asks for those whose name has the text in it. */
export function isWanted(name: string): boolean {
  return name.includes(process.env.PADDOCK_BENCH_ONLY ?? '');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

/** Measures two things in turn, A B A B ..., so that a machine whose speed drifts is fair to both. */
export async function inTurn(
  times: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<{ readonly ours: number[]; readonly theirs: number[] }> {
  const found = { ours: [] as number[], theirs: [] as number[] };
  await ours(); // a first round warms the disk cache and does not count
  await theirs();
  for (let round = 0; round < times; round++) {
    found.ours.push(await ours());
    found.theirs.push(await theirs());
  }
  return found;
}
