/**
 * `aria-description` for an element, spread into its attributes: why it can't be used, or what it does. Svelte 5.57 does
 * not know the attribute yet (WAI-ARIA 1.3); Chromium has had it since 2021.
 */
export function described(text: string | null | undefined): Readonly<Record<string, string>> {
  return text ? { 'aria-description': text } : {};
}
