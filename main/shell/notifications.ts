import { Notification } from 'electron';
import type { DomainId } from '../domains/definition';
import type { OperationRecord } from '../domains/operation-record';

/** Operations shorter than this end while one still looks; a notice of them would only disturb. */
const LONG_MS = 5_000;

const DONE: Partial<Record<OperationRecord['operation'], string>> = {
  define: 'was created',
  start: 'is running',
  shutdown: 'is off',
  reboot: 'has restarted',
  save: 'is saved to disk',
  clone: 'was copied',
  'snapshot-create': 'has a new snapshot',
  'snapshot-revert': 'is back at its snapshot',
};

/** What to tell of an operation that ended while nobody looked, or null where it is not worth a notice. */
export function noticeOf(record: OperationRecord): { readonly title: string; readonly body: string } | null {
  const { failure, name, operation, milliseconds } = record;
  if (failure) {
    return failure.code === 'cancelled' ? null : { title: name, body: failure.message };
  }
  const done = DONE[operation];
  return done && milliseconds >= LONG_MS ? { title: 'Paddock', body: `“${name}” ${done}.` } : null;
}

/** Shows a notice; a click on it opens the machine. */
export function notify(record: OperationRecord, open: (id: DomainId) => void): void {
  const notice = noticeOf(record);
  if (!notice || !Notification.isSupported()) return;
  const shown = new Notification({ ...notice, silent: true });
  shown.on('click', () => open(record.id));
  shown.show();
}
