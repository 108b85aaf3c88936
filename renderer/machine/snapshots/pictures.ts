import type { DomainId } from '../../../preload/contract';
import { call } from '../../bridge';

/** Pictures never change: each is asked for once. */
const known = new Map<string, string | null>();

/** The picture of a snapshot where it was asked for already; undefined where it was not. */
export function knownPicture(snapshot: string): string | null | undefined {
  return known.get(snapshot);
}

/** A picture's `data:` address; null where there is none, or none any more. */
export async function pictureOf(machine: DomainId, snapshot: string): Promise<string | null> {
  const answer = await call('snapshot.picture', { id: machine, snapshot }).catch(() => null);
  known.set(snapshot, answer);
  return answer;
}
