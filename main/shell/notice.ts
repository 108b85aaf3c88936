import type { Happening, LogEntry } from '../domains/happening';
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

export interface Notice {
  readonly title: string;
  readonly body: string;
}

/** What to tell of what happened while nobody looked, or null where it is not worth a notice. */
export function noticeOf(entry: LogEntry, say: Say): Notice | null {
  return 'happened' in entry ? noticeOfHappening(entry, say) : noticeOfOperation(entry, say);
}

/** A machine that goes off by itself was mostly asked to, inside: that needs no notice. */
function noticeOfHappening({ name, happened, reason }: Happening, say: Say): Notice | null {
  if (happened === 'off') return null;
  return { title: name, body: reason === null ? say('notice.crashed', { name }) : say.told(reason) };
}

function noticeOfOperation(record: OperationRecord, say: Say): Notice | null {
  const { failure, name, operation, milliseconds } = record;
  if (failure) {
    return failure.code === 'cancelled' ? null : { title: name, body: say.told(failure.message) };
  }
  const told = TOLD.find((one) => one === operation);
  return told && milliseconds >= LONG_MS ? { title: 'Paddock', body: say(`notice.${told}`, { name }) } : null;
}
