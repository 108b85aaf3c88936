import { Notification } from 'electron';
import type { DomainId } from '../domains/definition';
import type { LogEntry } from '../domains/happening';
import { noticeOf } from './notice';
import type { Say } from './text/text';

/** Shows a notice; a click on it opens the machine. */
export function notify(entry: LogEntry, say: Say, open: (id: DomainId) => void): void {
  const notice = noticeOf(entry, say);
  if (!notice || !Notification.isSupported()) return;
  const shown = new Notification({ ...notice, silent: true });
  shown.on('click', () => open(entry.id));
  shown.show();
}
