import type { Measures } from './layout';
import type { Look } from './look';

const ROW = 44; // as --row
/** The head with the names of the columns, which stays above the rows. */
const LIST_HEAD = 32;
const GROUP_HEAD = 40;
const GAP = 16; // as --s4
const MARGIN = 24; // as --s5
const CARD_MIN = 190;
/** A picture is 8 wide and 5 high; below it stand three lines. */
const CARD_WORDS = 98;

/** How large everything is in a width; `top`: what covers the top of it. */
export function measure({ shape, grouping }: Look, width: number): Measures & { readonly top: number } {
  const headHeight = grouping === 'none' ? 0 : GROUP_HEAD;
  if (shape === 'list') return { columns: 1, lineHeight: ROW, headHeight, top: LIST_HEAD };
  const room = Math.max(CARD_MIN, width - 2 * MARGIN);
  const columns = Math.floor((room + GAP) / (CARD_MIN + GAP));
  const card = (room - (columns - 1) * GAP) / columns;
  return { columns, lineHeight: Math.ceil((card * 5) / 8) + CARD_WORDS + GAP, headHeight, top: 0 };
}
