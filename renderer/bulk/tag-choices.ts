import type { MachineRow } from '../../preload/contract';
import type { TagChange } from './deeds';

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Which tags all are to have, and which none; those that are not in it stay as they are. */
export type Wanted = ReadonlyMap<string, boolean>;
export const AS_THEY_ARE: Wanted = new Map();

export interface TagChoice {
  readonly tag: string;
  /** How many of the machines have it now. */
  readonly count: number;
  /** How many are to have it. */
  readonly share: 'none' | 'some' | 'all';
}

/** All tags that can be chosen: those that there are on any machine (`known`), and those that were added. */
export function tagChoices(
  rows: readonly MachineRow[],
  known: readonly string[],
  wanted: Wanted,
): readonly TagChoice[] {
  const counts = new Map<string, number>();
  for (const { tags } of rows) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...new Set([...known, ...wanted.keys()])]
    .sort((a, b) => collator.compare(a, b))
    .map((tag) => {
      const count = counts.get(tag) ?? 0;
      const now = count === 0 ? 'none' : count === rows.length ? 'all' : 'some';
      const all = wanted.get(tag);
      return { tag, count, share: all === undefined ? now : all ? 'all' : 'none' };
    });
}

/** The next choice for a tag: all have it, none has it, and where some have it, back to that. */
export function turned(wanted: Wanted, { tag, count, share }: TagChoice): Wanted {
  const next = new Map(wanted);
  if (share === 'all') next.set(tag, false);
  else if (share === 'none' && count > 0 && wanted.has(tag)) next.delete(tag);
  else next.set(tag, true);
  return next;
}

/** All are to have a tag, a new one too. */
export function withTag(wanted: Wanted, tag: string): Wanted {
  return new Map(wanted).set(tag, true);
}

/** What is to be done; nothing for what is so already. */
export function tagChange(choices: readonly TagChoice[], of: number): TagChange {
  const tags = (share: TagChoice['share'], asItIs: number): string[] =>
    choices.filter((one) => one.share === share && one.count !== asItIs).map(({ tag }) => tag);
  return { add: tags('all', of), remove: tags('none', 0) };
}
