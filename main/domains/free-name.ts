/** The name itself where it is free, else the name with the first number that is. */
export function freeNameAmong(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name;
  const stem = name.replace(/ \d+$/, '');
  for (let number = 2; ; number++) {
    const candidate = `${stem} ${number}`;
    if (!isTaken(candidate)) return candidate;
  }
}
