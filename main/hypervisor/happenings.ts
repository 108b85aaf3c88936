import type { DomainSnapshot } from '../domains/domain';
import type { Happening } from '../domains/happening';
import { isActive } from '../domains/state';

/** What became of a machine by itself, from how it was seen before and how it is seen now; null where nothing did. */
export function happeningOf(before: DomainSnapshot, now: DomainSnapshot): Happening | null {
  const happened = whatHappened(before, now);
  if (happened === null) return null;
  const { id, driver, reason, definition } = now;
  return { id, driver, name: definition.name, happened, reason, since: Date.now() };
}

function whatHappened(before: DomainSnapshot, now: DomainSnapshot): Happening['happened'] | null {
  const isAsked = before.jobs.length > 0; // whatever state it leads to, the job is recorded
  switch (now.state) {
    case 'crashed': // nobody asks for that
      if (isActive(before.state)) return 'crashed';
      // Looked at for the first time: news where it is not known since when it has been so.
      if (before.version === 1 && now.since !== null) return null;
      return before.state === 'unknown' && !isAsked ? 'crashed' : null;
    case 'shutoff':
      return isActive(before.state) && !isAsked ? 'off' : null;
    case 'paused':
      if (!isActive(before.state) || isAsked || now.reason === null) return null;
      return now.reason === before.reason ? null : 'held';
    default:
      return null;
  }
}
