/** A part of the page that was scrolled. */
export interface Scrolled {
  readonly selector: string;
  readonly top: number;
}

/** What scrolls, besides the list of machines, which sees to itself. */
const PARTS = ['main .page', 'main [role="tabpanel"]:not(.away)'] as const;
/** How long a page may take to be as long as it was, in ms. */
const LIMIT_MS = 3_000;

export function scrolled(): readonly Scrolled[] {
  return PARTS.flatMap((selector) => {
    const top = document.querySelector(selector)?.scrollTop ?? 0;
    return top > 0 ? [{ selector, top }] : [];
  });
}

/** Scrolls the page to where it was, as soon as enough of it is there. */
export function scrollTo(parts: readonly Scrolled[]): void {
  const end = Date.now() + LIMIT_MS;
  const go = (): void => {
    const isThere = parts.every(({ selector, top }) => {
      const part = document.querySelector(selector);
      if (part) part.scrollTop = top;
      return part !== null && Math.abs(part.scrollTop - top) < 2;
    });
    if (!isThere && Date.now() < end) requestAnimationFrame(go);
  };
  if (parts.length > 0) requestAnimationFrame(go);
}
