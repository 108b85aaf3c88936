import type { DomainId, Failure, MachineRow, Operation } from '../../preload/contract';
import { call, failureOf } from '../bridge';
import { ask, type MachineOperation } from '../live/operate';
import { route } from '../live/route.svelte';

/** What can be done to many machines at once. */
export type Deed =
  | { readonly operation: Exclude<MachineOperation, 'reset'> }
  | { readonly operation: 'undefine' | 'recover' }
  | { readonly operation: 'redefine'; readonly tags: TagChange };

export interface TagChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Those that are asked for without anything to say besides, in the order of the bar and of the menu. */
export const BULK_OPERATIONS = [
  'start',
  'resume',
  'suspend',
  'shutdown',
  'reboot',
  'save',
  'destroy',
  'undefine',
] as const satisfies readonly Operation[];
export type BulkOperation = (typeof BULK_OPERATIONS)[number];

/**
 * How many at once. Waiting for guests to power off costs nothing, so one that does not listen holds up few others; what
 * writes memory to the drive is the slower the more do it.
 */
export const AT_ONCE: Readonly<Record<Deed['operation'], number>> = {
  start: 4,
  resume: 8,
  suspend: 8,
  shutdown: 50,
  reboot: 50,
  save: 2,
  destroy: 8,
  undefine: 8,
  recover: 8,
  redefine: 8,
};

export interface Target {
  readonly id: DomainId;
  readonly name: string;
}

/** Those that allow an operation now. */
export function allowing(rows: readonly MachineRow[], operation: Operation): readonly MachineRow[] {
  return rows.filter(({ allows }) => allows.includes(operation));
}

/** The tags of a machine after a change, in their order, the new ones last. */
export function changedTags(tags: readonly string[], { add, remove }: TagChange): string[] {
  return [...new Set([...tags.filter((tag) => !remove.includes(tag)), ...add])];
}

/** Does it to one machine; answers with what failed. `tagsOf`: those it has by now. */
export async function perform(
  deed: Deed,
  { id }: Target,
  tagsOf: (id: DomainId) => readonly string[],
): Promise<Failure | null> {
  try {
    switch (deed.operation) {
      case 'undefine':
        await call('machine.undefine', { id });
        route.forget(id);
        return null;
      case 'recover':
        await call('bin.recover', { id });
        return null;
      case 'redefine':
        await call('machine.redefine', { id, tags: changedTags(tagsOf(id), deed.tags) });
        return null;
      default:
        return await ask(id, deed.operation);
    }
  } catch (error) {
    return failureOf(error);
  }
}
