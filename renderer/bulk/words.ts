import type { MachineRow, Operation } from '../../preload/contract';
import { t } from '../text/text';
import { allowing, type BulkOperation } from './deeds';

/** What is written on the button of an operation for many machines. */
export interface BulkWords {
  readonly label: string;
  /** “3 of 5”, where not all of them can; else null. */
  readonly share: string | null;
  /** Both, for menus and screen readers. */
  readonly whole: string;
  readonly tip: string;
  /** Why it can't be done at all; null where some can. */
  readonly reason: string | null;
}

export function bulkWords(operation: BulkOperation, rows: readonly MachineRow[]): BulkWords {
  return wordsFor(t(`operation.${operation}`), t(`hint.${operation}`), operation, rows);
}

export function tagWords(rows: readonly MachineRow[]): BulkWords {
  return wordsFor(t('bulk.tags'), t('bulk.tagsHint'), 'redefine', rows);
}

function wordsFor(label: string, hint: string, operation: Operation, rows: readonly MachineRow[]): BulkWords {
  const count = allowing(rows, operation).length;
  const share = count === rows.length || count === 0 ? null : t('bulk.of', { count, of: rows.length });
  return {
    label,
    share,
    whole: share === null ? label : t('bulk.operationOf', { operation: label, share }),
    tip: share === null ? hint : t('bulk.someCan', { hint }),
    reason: count === 0 ? t('bulk.noneCan') : null,
  };
}
