import type { MachineRow } from '../../preload/contract';
import type { Layout, Line } from './layout';
import { Slots } from './slots';

/** So many rows are filled at once; at a fast scroll the rest follows, a beat later. */
const AT_ONCE = 4;
/** About a frame, in ms. */
export const BEAT_MS = 16;
/** Where rows are that wait to be filled. */
const PARKED = { kind: 'machines', top: -10_000, height: 0, from: 0, to: 0 } as const;

/** A line of the page, as it is drawn. */
export interface Drawn {
  /** What it is for the page: of a list the row, whatever machine it shows. */
  readonly key: string;
  readonly line: Line;
  /** Which of all lines it is. */
  readonly at: number;
  /** Its first machine; of a head none. */
  readonly row: MachineRow | undefined;
}

/** What is in sight, and around it, in px and in lines: from, up to but not with `to`. */
export interface Sight {
  readonly top: number;
  readonly bottom: number;
  readonly from: number;
  readonly to: number;
}

/** What of a list stands on the page. Its rows are filled anew for other machines, a few at a time. */
export class DrawnList {
  readonly #slots: Slots;
  #filledAt: number | null = null;
  /** The last lines, in the order of the page. */
  #before: readonly Drawn[] = [];

  /** `isHeld` says by its key whether a person has a finger on a row; `now` is in ms. */
  constructor(
    isHeld: (key: string) => boolean,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#slots = new Slots((slot) => isHeld(keyOf(slot)));
  }

  /** Fills what it may. `isBehind`: not all that is in sight has a row yet, and it is to be asked again a beat later. */
  draw(layout: Layout, sight: Sight): { readonly drawn: readonly Drawn[]; readonly isBehind: boolean } {
    const lines = layout.lines(sight.from, sight.to);
    const rowOf = (line: Line): MachineRow | undefined =>
      line.kind === 'head' ? undefined : layout.rows[line.from];
    const ids = (some: readonly Line[]): string[] => some.flatMap((line) => rowOf(line)?.id ?? []);
    const isInSight = ({ top }: Line): boolean => top >= sight.top && top <= sight.bottom;
    const matter = [...ids(lines.filter(isInSight)), ...ids(lines.filter((line) => !isInSight(line)))];
    const { rows, parked } = this.#slots.assign(matter, matter.length === 0 ? 0 : this.#room());
    const filled = lines.flatMap((line, index): Drawn | [] => {
      const [at, row] = [sight.from + index, rowOf(line)];
      if (line.kind === 'head') return { key: headKey(line), line, at, row };
      const slot = row && rows.get(row.id);
      return slot === undefined ? [] : { key: keyOf(slot), line, at, row };
    });
    const waiting = new Set([...parked.values()].map(keyOf));
    const kept = this.#before.filter(({ key }) => waiting.has(key)).map((one) => ({ ...one, line: PARKED }));
    const isBehind = filled.length < lines.length;
    this.#before = isBehind ? this.#asBefore([...filled, ...kept]) : filled;
    return { drawn: this.#before, isBehind };
  }

  /** In the order that the page has: while a scroll is too fast to follow nothing is moved, only filled. */
  #asBefore(all: readonly Drawn[]): readonly Drawn[] {
    const places = new Map(this.#before.map(({ key }, at) => [key, at]));
    const placeOf = ({ key }: Drawn): number => places.get(key) ?? places.size;
    return [...all].sort((one, other) => placeOf(one) - placeOf(other));
  }

  /** How many rows may be filled now: all at first, then a few a beat. */
  #room(): number {
    const [now, before] = [this.now(), this.#filledAt];
    if (before !== null && now - before < BEAT_MS / 2) return 0;
    this.#filledAt = now;
    return before === null ? Number.POSITIVE_INFINITY : AT_ONCE;
  }
}

/** What of a grid stands on the page: its cards, which have pictures, are made anew. */
export function drawnGrid(layout: Layout, { from, to }: Sight): readonly Drawn[] {
  return layout.lines(from, to).map((line, index) => {
    const row = line.kind === 'head' ? undefined : layout.rows[line.from];
    return { key: line.kind === 'head' ? headKey(line) : (row?.id ?? ''), line, at: from + index, row };
  });
}

const keyOf = (slot: number): string => `row ${slot}`;
const headKey = ({ group }: Extract<Line, { kind: 'head' }>): string => `head ${group.key}`;
