import type { SnapshotView } from '../../../preload/contract';
import { t } from '../../text/text';

type Named = Pick<SnapshotView, 'name'>;

/** A name for the next snapshot that none has: by its number where that is free, else by the next. */
export function suggestedName(snapshots: readonly Named[]): string {
  for (let number = snapshots.length + 1; ; number++) {
    const name = t('snapshots.defaultName', { number });
    if (!snapshots.some((one) => one.name === name)) return name;
  }
}

/** Why a snapshot can't be called so beside the others of its machine; null where it can. */
export function nameProblem(name: string, others: readonly Named[]): string | null {
  const wanted = name.trim();
  if (wanted === '') return t('snapshots.nameless');
  return others.some((one) => one.name === wanted) ? t('snapshots.nameTaken', { name: wanted }) : null;
}
