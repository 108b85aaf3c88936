import { runs } from '../bulk/runs.svelte';
import { call, on } from '../bridge';
import { keepForm, keptForm } from '../create/kept';
import { further } from '../further.svelte';
import { route, type Page } from '../live/route.svelte';
import { restoreDrafts, saveDrafts } from '../machine/drafts.svelte';
import { selected } from '../machines/selected.svelte';
import { view, type ViewSaved } from '../machines/view.svelte';
import { frame } from '../sidebar/frame.svelte';
import { scrolled, scrollTo, type Scrolled } from './scroll';

/** Where one is in the window: enough to find the next one as this one was left. */
interface Bookmark {
  readonly trail: readonly Page[];
  readonly view: ViewSaved;
  readonly selected: readonly string[];
  readonly operations: boolean;
  readonly draft: string | null;
  readonly drafts: string;
  readonly scrolled: readonly Scrolled[];
}

/** Tells main where one is whenever it asks. Returns the function that ends it. */
export function followBookmark(): () => void {
  return on('bookmarkWanted', () => {
    // A field is saved as it is left; nobody is typing into a window that is hidden.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    const bookmark = isKeepable() ? JSON.stringify(now()) : null;
    // Where it can't be told the window stays.
    void call('bookmark.keep', { bookmark }).catch(() => undefined);
  });
}

/** Goes to where one was in the window before this one. */
export async function openBookmark(): Promise<void> {
  const text = await call('bookmark.take', {}).catch(() => null);
  if (text === null) return;
  const kept = JSON.parse(text) as Bookmark; // of this very version: it never leaves main's memory
  route.restore(kept.trail);
  view.restore(kept.view);
  selected.set(kept.selected as Parameters<typeof selected.set>[0]);
  frame.operations = kept.operations;
  keepForm(kept.draft);
  restoreDrafts(kept.drafts);
  scrollTo(kept.scrolled);
}

function now(): Bookmark {
  return {
    trail: route.trail,
    view: view.save(),
    selected: selected.rows.map(({ id }) => id),
    operations: frame.operations,
    draft: further.pages?.draft.save() ?? keptForm(),
    drafts: saveDrafts(),
    scrolled: scrolled(),
  };
}

/** Whether nothing would be lost with the window: what is filled in and not saved, and what it goes on doing itself. */
function isKeepable(): boolean {
  const isAsking = document.querySelector('dialog[open]') !== null;
  const isRefused =
    route.current.page !== 'create' && document.querySelector('[aria-invalid="true"]') !== null;
  return (
    (further.pages?.draft.isKeepable ?? true) &&
    !isAsking &&
    !isRefused &&
    route.current.page !== 'import' &&
    runs.shown.length === 0
  );
}
