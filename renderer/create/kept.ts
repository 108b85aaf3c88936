/** What is filled in on the create page, as text: kept over a reload, and without the page's script for a window that never opened it. */
const KEPT_AS = 'paddock.create';

/** Null where nothing is filled in. */
export const keptForm = (): string | null => sessionStorage.getItem(KEPT_AS);

export function keepForm(text: string | null): void {
  if (text === null) sessionStorage.removeItem(KEPT_AS);
  else sessionStorage.setItem(KEPT_AS, text);
}
