import { settings } from '../live/settings.svelte';
import { isKey, isTyping } from './keys';

/** Draws everything larger or smaller where its key was pressed, except into a guest; whether it was. */
export function zoomByKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || isTyping(event.target) === 'guest') return false;
  if (isKey(event, 'zoomIn')) settings.zoom('in');
  else if (isKey(event, 'zoomOut')) settings.zoom('out');
  else if (isKey(event, 'zoomReset')) settings.zoom('reset');
  else return false;
  event.preventDefault();
  return true;
}
