import { createHash } from 'node:crypto';
import { DomainIdSchema, type DomainId } from '../domains/definition';

const LENGTH_MAX = 50;

/**
 * A name for a hypervisor that takes letters, digits and dashes alone and wants a letter first: as much of the machine's own
 * as that allows, with the first free number.
 */
export function plainNameFor(name: string, isTaken: (candidate: string) => boolean): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, LENGTH_MAX)
    .replace(/-+$/, '');
  const stem = plain === '' ? 'machine' : plain;
  if (!isTaken(stem)) return stem;
  for (let number = 2; ; number++) if (!isTaken(`${stem}-${number}`)) return `${stem}-${number}`;
}

/** The identity of a machine that Paddock did not make: the same each time, for it follows from where the machine is. */
export function identityOf(...place: readonly string[]): DomainId {
  const hex = createHash('sha1').update(place.join('/')).digest('hex');
  const variant = ((parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  // A name-based UUID, version 5 (RFC 9562).
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return DomainIdSchema.parse(parts.join('-'));
}
