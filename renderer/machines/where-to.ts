import { down, type Layout } from './layout';

/**
 * Where a key leads from a machine (-1 for none), as a place in the layout's rows; null where it is none that moves. May be
 * beyond the ends. `page`: how many lines are gone at once.
 */
export function whereTo(
  key: string,
  layout: Layout,
  at: number,
  { isGrid, page }: { readonly isGrid: boolean; readonly page: number },
): number | null {
  switch (key) {
    case 'Home':
      return 0;
    case 'End':
      return layout.rows.length - 1;
    case 'ArrowDown':
      return at < 0 ? 0 : down(layout, at, 1);
    case 'ArrowUp':
      return at < 0 ? 0 : down(layout, at, -1);
    case 'PageDown':
      return at < 0 ? 0 : down(layout, at, page);
    case 'PageUp':
      return at < 0 ? 0 : down(layout, at, -page);
    case 'ArrowRight':
      return isGrid ? at + 1 : null;
    case 'ArrowLeft':
      return isGrid ? at - 1 : null;
    default:
      return null;
  }
}
