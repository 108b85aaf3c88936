/** The first name with this beginning that no device has. */
export function freeName(prefix: string, taken: Iterable<string>): string {
  const names = new Set(taken);
  let number = 0;
  while (names.has(`${prefix}${number}`)) number += 1;
  return `${prefix}${number}`;
}
