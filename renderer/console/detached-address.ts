import type { DetachedConsole } from '../../preload/contract';

/** What a window of its own shows, by its address (`#console/<id>/<console>`); null in the app's main window. */
export function shownHere(hash: string): DetachedConsole | null {
  const [, id, console] = /^#console\/([0-9a-f-]{36})\/(.+)$/.exec(hash) ?? [];
  if (id === undefined || console === undefined) return null;
  return { id: id as DetachedConsole['id'], console: decodeURIComponent(console) };
}
