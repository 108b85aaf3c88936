import type { Failure, LogEntry, ProgramOutput } from '../../preload/contract';
import { t } from '../text/text';
import { told } from '../text/told';

/** How a line of the log is marked. */
export type Outcome = 'done' | 'cancelled' | 'failed' | 'happened';

/** A line of the log, as it is shown. */
export interface Line {
  /** Tells it from any other: two never begin at once on one machine. */
  readonly key: string;
  readonly outcome: Outcome;
  readonly what: string;
  readonly by: string;
  /** How long it took, in ms; null for what took no time. */
  readonly milliseconds: number | null;
  /** Why it came to it, where nobody did anything. */
  readonly reason: string | null;
  /** What went wrong, whole. */
  readonly failure: Failure | null;
  readonly output: ProgramOutput | null;
}

export function lineOf(entry: LogEntry): Line {
  if ('happened' in entry) {
    const { id, since, happened, reason } = entry;
    return {
      key: `${id} ${since} ${happened}`,
      outcome: happened === 'off' ? 'happened' : 'failed',
      what: t(`happened.${happened}`),
      by: t('happened.itself'),
      milliseconds: null,
      reason: reason === null ? null : told(reason),
      failure: null,
      output: null,
    };
  }
  const { id, since, operation, by, milliseconds, failure, output } = entry;
  const isCancelled = failure?.code === 'cancelled';
  return {
    key: `${id} ${since} ${operation}`,
    outcome: failure === null ? 'done' : isCancelled ? 'cancelled' : 'failed',
    what: output ? t('logged.command') : t(`logged.${operation}`),
    by: t(`by.${by}`),
    milliseconds,
    reason: null,
    failure: isCancelled ? null : failure,
    output,
  };
}
