import { Notification } from 'electron';
import type { DomainId } from '../domains/definition';
import type { OperationRecord } from '../domains/operation-record';
import type { Say } from './text/text';

/** Operations shorter than this end while one still looks; a notice of them would only disturb. */
const LONG_MS = 5_000;

/** Those whose end is worth a notice. */
const TOLD = [
  'define',
  'start',
  'shutdown',
  'reboot',
  'save',
  'clone',
  'snapshot-create',
  'snapshot-revert',
] as const;

/** What to tell of an operation that ended while nobody looked, or null where it is not worth a notice. */
export function noticeOf(
  record: OperationRecord,
  say: Say,
): { readonly title: string; readonly body: string } | null {
  const { failure, name, operation, milliseconds } = record;
  if (failure) {
    return failure.code === 'cancelled' ? null : { title: name, body: say.told(failure.message) };
  }
  const told = TOLD.find((one) => one === operation);
  return told && milliseconds >= LONG_MS ? { title: 'Paddock', body: say(`notice.${told}`, { name }) } : null;
}

/** Shows a notice; a click on it opens the machine. */
export function notify(record: OperationRecord, say: Say, open: (id: DomainId) => void): void {
  const notice = noticeOf(record, say);
  if (!notice || !Notification.isSupported()) return;
  const shown = new Notification({ ...notice, silent: true });
  shown.on('click', () => open(record.id));
  shown.show();
}
