/** Which machines the list shows. */
export type Place =
  | { readonly kind: 'all' }
  | { readonly kind: 'running' }
  /** On this computer, with this driver. */
  | { readonly kind: 'driver'; readonly driver: string }
  /** On this server elsewhere. */
  | { readonly kind: 'server'; readonly server: string }
  | { readonly kind: 'tag'; readonly tag: string };

export const ALL: Place = { kind: 'all' };

export function samePlace(a: Place, b: Place): boolean {
  if (a.kind === 'driver') return b.kind === 'driver' && a.driver === b.driver;
  if (a.kind === 'server') return b.kind === 'server' && a.server === b.server;
  if (a.kind === 'tag') return b.kind === 'tag' && a.tag === b.tag;
  return a.kind === b.kind;
}
