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

/** Where everything stands, from top to bottom. */
export interface Layout {
  readonly lines: readonly Line[];
  /** The machines that are shown, in their order: those of folded groups are not. */
  readonly rows: readonly MachineRow[];
  readonly height: number;
  readonly columns: number;
}

export function layOut(
  groups: readonly Group[],
  isFolded: (group: Group) => boolean,
  { columns, lineHeight, headHeight }: Measures,
): Layout {
  const lines: Line[] = [];
  const rows: MachineRow[] = [];
  let top = 0;
  for (const group of groups) {
    const folded = headHeight > 0 && isFolded(group);
    if (headHeight > 0) {
      const at = rows.length;
      lines.push({ kind: 'head', group, isFolded: folded, top, height: headHeight, from: at, to: at });
      top += headHeight;
    }
    if (folded) continue;
    const end = rows.length + group.rows.length;
    for (let from = rows.length; from < end; from += columns) {
      lines.push({ kind: 'machines', top, height: lineHeight, from, to: Math.min(end, from + columns) });
      top += lineHeight;
    }
    for (const row of group.rows) rows.push(row);
  }
  return { lines, rows, height: top, columns };
}

/** Which lines lie between two heights: from, up to but not with `to`. */
export function linesBetween(
  { lines }: Layout,
  above: number,
  below: number,
): { readonly from: number; readonly to: number } {
  const from = Math.max(
    0,
    firstWhere(lines.length, (at) => bottomOf(lines[at]) > above),
  );
  return {
    from,
    to: Math.max(
      from,
      firstWhere(lines.length, (at) => (lines[at]?.top ?? 0) >= below),
    ),
  };
}

/** In which line a machine stands; -1 where it is not shown. */
export function lineOf({ lines, rows }: Layout, at: number): number {
  if (at < 0 || at >= rows.length) return -1;
  return firstWhere(lines.length, (line) => (lines[line]?.from ?? 0) > at) - 1;
}

/** The machine that stands so many lines further down (or up) in the same column, as far as there are lines. */
export function down(layout: Layout, at: number, count: number): number {
  const { lines } = layout;
  const start = lineOf(layout, at);
  const here = lines[start];
  if (!here) return Math.min(at, layout.rows.length - 1);
  const column = at - here.from;
  const step = Math.sign(count);
  let target = here;
  for (let line = start + step, left = Math.abs(count); left > 0; line += step) {
    const next = lines[line];
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
