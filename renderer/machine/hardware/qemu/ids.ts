/** The first id with this beginning that none of the machine’s devices has. */
export function freeId(prefix: string, taken: readonly { readonly id: string }[]): string {
  let number = 0;
  while (taken.some(({ id }) => id === `${prefix}${number}`)) number++;
  return `${prefix}${number}`;
}
