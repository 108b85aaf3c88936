/** What the pointer does to a machine in the list and the grid. */
import type { MenuPlace } from '../ui/menu';

export interface Pointed {
  readonly onopen: () => void;
  /** `range`: all up to it. */
  readonly onselect: (range: boolean) => void;
  readonly onmenu: (place: MenuPlace) => void;
}

/** A click opens it; with Ctrl (⌘) it is selected too, with Shift all up to it. */
export function click(event: MouseEvent, { onopen, onselect }: Pointed): void {
  if (event.shiftKey || event.ctrlKey || event.metaKey) onselect(event.shiftKey);
  else onopen();
}

/** The other button opens the menu of its actions where the pointer is. */
export function openMenu(event: MouseEvent, { onmenu }: Pointed): void {
  event.preventDefault();
  onmenu({ at: 'point', x: event.clientX, y: event.clientY });
}
