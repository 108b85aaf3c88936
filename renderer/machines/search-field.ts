let field: HTMLInputElement | null = null;

/** Attached to the search field of the list, so that its key finds it. */
export function searchField(element: HTMLElement): () => void {
  if (element instanceof HTMLInputElement) field = element;
  return () => {
    if (field === element) field = null;
  };
}

/** Puts the cursor into the search field, its text selected. */
export function focusSearch(): void {
  field?.focus();
  field?.select();
}
