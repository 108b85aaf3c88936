import type { MachineRow } from '../../preload/contract';
import type { Group } from './group';

/** Sizes in px. A list is a grid of one column. */
export interface Measures {
  readonly columns: number;
  /** Of a line of machines, with the gap below it. */
  readonly lineHeight: number;
  /** Of the line that names a group; 0 where groups have no names. */
  readonly headHeight: number;
}

interface Placed {
  readonly top: number;
  readonly height: number;
  /** Its machines, as places in `rows`: from, up to but not with `to`. */
  readonly from: number;
  readonly to: number;
}
export type Line =
  | (Placed & { readonly kind: 'head'; readonly group: Group; readonly isFolded: boolean })
  | (Placed & { readonly kind: 'machines' });

/** A group with its head and its lines. */
interface Block {
  readonly group: Group;
  readonly isFolded: boolean;
  readonly firstLine: number;
  readonly top: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Where everything stands, from top to bottom. Lines are worked out where they are asked for: there are thousands, of which
 * few are in sight.
 */
export class Layout {
  readonly #blocks: readonly Block[];
  /** The machines that are shown, in their order: those of folded groups are not. */
  readonly rows: readonly MachineRow[];
  readonly lineCount: number;
  readonly height: number;

  constructor(
    groups: readonly Group[],
    isFolded: (group: Group) => boolean,
    private readonly measures: Measures,
  ) {
    const blocks: Block[] = [];
    const shown: (readonly MachineRow[])[] = [];
    const { columns, lineHeight, headHeight } = measures;
    let [line, top, at] = [0, 0, 0];
    for (const group of groups) {
      const folded = headHeight > 0 && isFolded(group);
      const count = folded ? 0 : group.rows.length;
      blocks.push({ group, isFolded: folded, firstLine: line, top, from: at, to: at + count });
      if (!folded) shown.push(group.rows);
      const lines = Math.ceil(count / columns);
      line += lines + (headHeight > 0 ? 1 : 0);
      top += lines * lineHeight + headHeight;
      at += count;
    }
    const [first = []] = shown;
    this.#blocks = blocks;
    this.rows = shown.length === 1 ? first : shown.flat();
    this.lineCount = line;
    this.height = top;
  }

  get columns(): number {
    return this.measures.columns;
  }

  line(at: number): Line | undefined {
    if (at < 0 || at >= this.lineCount) return undefined;
    const block = this.#blockWhere(({ firstLine }) => firstLine > at);
    if (!block) return undefined;
    const { group, isFolded, top, from, to } = block;
    const { columns, lineHeight, headHeight } = this.measures;
    const heads = headHeight > 0 ? 1 : 0;
    const within = at - block.firstLine - heads;
    if (within < 0) return { kind: 'head', group, isFolded, top, height: headHeight, from, to: from };
    const start = from + within * columns;
    return {
      kind: 'machines',
      top: top + headHeight + within * lineHeight,
      height: lineHeight,
      from: start,
      to: Math.min(to, start + columns),
    };
  }

  /** From a line up to, but not with, another. */
  lines(from: number, to: number): readonly Line[] {
    return Array.from({ length: Math.max(0, to - from) }, (_, at) => this.line(from + at) ?? []).flat();
  }

  /** In which line a machine stands; -1 where it is not shown. */
  lineOf(at: number): number {
    if (at < 0 || at >= this.rows.length) return -1;
    const block = this.#blockWhere(({ from }) => from > at);
    if (!block) return -1;
    const heads = this.measures.headHeight > 0 ? 1 : 0;
    return block.firstLine + heads + Math.floor((at - block.from) / this.columns);
  }

  /** The last block before the first for which something holds that holds for all after it as well. */
  #blockWhere(isBeyond: (block: Block) => boolean): Block | undefined {
    return this.#blocks[
      firstWhere(this.#blocks.length, (at) => {
        const block = this.#blocks[at];
        return !block || isBeyond(block);
      }) - 1
    ];
  }
}

/** Which lines lie between two heights: from, up to but not with `to`. */
export function linesBetween(
  layout: Layout,
  above: number,
  below: number,
): { readonly from: number; readonly to: number } {
  const { lineCount } = layout;
  const from = firstWhere(lineCount, (at) => bottomOf(layout.line(at)) > above);
  return {
    from,
    to: Math.max(
      from,
      firstWhere(lineCount, (at) => (layout.line(at)?.top ?? 0) >= below),
    ),
  };
}

/** The machine that stands so many lines further down (or up) in the same column, as far as there are lines. */
export function down(layout: Layout, at: number, count: number): number {
  const start = layout.lineOf(at);
  const here = layout.line(start);
  if (!here) return Math.min(at, layout.rows.length - 1);
  const column = at - here.from;
  const step = Math.sign(count);
  let target = here;
  for (let line = start + step, left = Math.abs(count); left > 0; line += step) {
    const next = layout.line(line);
    if (!next) break;
    if (next.kind !== 'machines') continue;
    target = next;
    left--;
  }
  return Math.min(target.from + column, target.to - 1);
}

function bottomOf(line: Line | undefined): number {
  return line ? line.top + line.height : 0;
}

/** The first number from 0 on for which something holds that goes on holding from there; `count` where it never does. */
function firstWhere(count: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
