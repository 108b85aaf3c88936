/** Scrolls a row sideways, and nothing else, until one of what is in it stands in its middle. */
export function showWithin(row: Element | null | undefined, one: Element | null | undefined): void {
  if (!row || !one || row.scrollWidth <= row.clientWidth) return;
  const at = one.getBoundingClientRect();
  const around = row.getBoundingClientRect();
  row.scrollLeft += at.left + at.width / 2 - (around.left + around.width / 2);
}
