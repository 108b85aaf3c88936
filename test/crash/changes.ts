import type { DomainId } from '../../main/domains/definition';

/** Where a machine is and with what, as far as anyone was told. */
export type Place =
  { readonly in: 'list' | 'bin'; readonly description: string } | { readonly in: 'nowhere' };

/** A change of one machine: what it becomes. */
export interface Change {
  readonly id: DomainId;
  readonly to: Place;
}
