import type { DomainState } from '../../preload/contract';

/** What the list is narrowed to: of each kind any that is chosen, and of all kinds together. Nothing chosen is all. */
export interface Filter {
  /** Words that must all be found. */
  readonly query: string;
  readonly states: readonly DomainState[];
  readonly drivers: readonly string[];
  readonly tags: readonly string[];
}

export const NO_FILTER: Filter = { query: '', states: [], drivers: [], tags: [] };

/** One thing of those that can be chosen. */
export type Choice =
  | { readonly facet: 'states'; readonly value: DomainState }
  | { readonly facet: 'drivers' | 'tags'; readonly value: string };

/** What is chosen, besides the words. */
export function choicesOf({ states, drivers, tags }: Filter): readonly Choice[] {
  return [
    ...states.map((value) => ({ facet: 'states' as const, value })),
    ...drivers.map((value) => ({ facet: 'drivers' as const, value })),
    ...tags.map((value) => ({ facet: 'tags' as const, value })),
  ];
}

export function hasChoice(filter: Filter, { facet, value }: Choice): boolean {
  return filter[facet].some((one) => one === value);
}

/** Chooses something, or lets it go where it is chosen. */
export function toggleChoice(filter: Filter, choice: Choice): Filter {
  const { facet, value } = choice;
  const values = hasChoice(filter, choice)
    ? filter[facet].filter((one) => one !== value)
    : [...filter[facet], value];
  return { ...filter, [facet]: values };
}
