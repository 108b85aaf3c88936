import { GROUPINGS, type Grouping } from './group';
import { SORTS, type Sort } from './select';

/** As rows with columns, or as cards with pictures. */
export const SHAPES = ['list', 'grid'] as const;
export type Shape = (typeof SHAPES)[number];

/** How a person likes to look at their machines. */
export interface Look {
  readonly shape: Shape;
  readonly sort: Sort;
  readonly grouping: Grouping;
}

export const USUAL: Look = { shape: 'list', sort: { by: 'name', descending: false }, grouping: 'none' };

/** A look as it was kept; what can't be read of it is as usual. */
export function readLook(text: string | null): Look {
  const kept = parsed(text);
  const sort = fieldsOf(kept['sort']);
  return {
    shape: SHAPES.find((one) => one === kept['shape']) ?? USUAL.shape,
    sort: {
      by: SORTS.find((one) => one === sort['by']) ?? USUAL.sort.by,
      descending: sort['descending'] === true,
    },
    grouping: GROUPINGS.find((one) => one === kept['grouping']) ?? USUAL.grouping,
  };
}

function parsed(text: string | null): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(text ?? '{}'));
  } catch {
    return {}; // of another version, or cut short
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
