import type { QemuConfig } from '../config';

/** One thing that is done to a running machine, and how its config is called afterwards. */
export interface Step {
  run(): Promise<void>;
  undo(): Promise<void>;
  after(config: QemuConfig): QemuConfig;
}

/** What of a list is to be taken out of the running machine, and what is to be put in. */
export function changesOf<T extends { readonly id: string }>(
  running: readonly T[],
  from: readonly T[],
  to: readonly T[],
  isPluggable: (one: T) => boolean,
): { readonly gone: readonly T[]; readonly fresh: readonly T[] } {
  const has = (all: readonly T[], { id }: T): boolean => all.some((one) => one.id === id);
  return {
    gone: running.filter((one) => has(from, one) && !has(to, one) && isPluggable(one)),
    fresh: to.filter((one) => !has(from, one) && !has(running, one) && isPluggable(one)),
  };
}

export function without<T extends { readonly id: string }>(all: readonly T[], { id }: T): T[] {
  return all.filter((one) => one.id !== id);
}
