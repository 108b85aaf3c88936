/**
 * Does some work for each of many things, so many at once. After `stop` says so nothing is begun any more; what has begun
 * goes on. The work itself deals with what fails. Resolves with those that were not begun.
 */
export async function sideBySide<T>(
  things: readonly T[],
  atOnce: number,
  work: (thing: T) => Promise<void>,
  stop: () => boolean,
): Promise<readonly T[]> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < things.length && !stop()) {
      const thing = things[next++] as T;
      await work(thing);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, things.length) }, lane));
  return things.slice(next);
}
