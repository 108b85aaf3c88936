const OVERSCAN = 10;

/** Which rows of equal height to draw: those in sight and a few around, `from` up to but not with `to`. */
export function windowOf(
  count: number,
  rowHeight: number,
  scrollTop: number,
  height: number,
): { readonly from: number; readonly to: number } {
  const first = Math.floor(scrollTop / rowHeight);
  const from = Math.max(0, Math.min(first, count - 1) - OVERSCAN);
  const to = Math.min(count, first + Math.ceil(height / rowHeight) + OVERSCAN);
  return { from, to: Math.max(from, to) };
}
