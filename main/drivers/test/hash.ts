import type { DomainId } from '../../domains/definition';

/** A number that is the same for the same machine each time. */
export function hash(id: DomainId): number {
  return Number.parseInt(id.slice(0, 8), 16); // an identity of the demo world's is made of a digest
}
