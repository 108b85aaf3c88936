import type { ActiveMachines } from '../ipc/active-machines';
import type { DomainId, DomainState, MachineRow, Operation } from '../../preload/contract';
import type { Say } from './text/text';

/** A line of the tray's menu, before it becomes Electron's. */
export type TrayItem =
  | { readonly kind: 'separator' }
  | { readonly kind: 'note'; readonly label: string }
  | { readonly kind: 'do'; readonly label: string; readonly enabled: boolean; readonly action: TrayAction }
  | { readonly kind: 'menu'; readonly label: string; readonly items: readonly TrayItem[] };

export type TrayAction =
  | { readonly do: 'show' }
  | { readonly do: 'create' }
  | { readonly do: 'quit' }
  | { readonly do: 'suspend all' }
  | { readonly do: 'console'; readonly id: DomainId }
  | { readonly do: 'operate'; readonly id: DomainId; readonly operation: TrayOperation };

export type TrayOperation = Extract<Operation, 'start' | 'suspend' | 'resume' | 'shutdown' | 'destroy'>;

/** More than these would not fit a screen; the window has them all. */
export const TRAY_MACHINES = 20;

const OPERATIONS: readonly TrayOperation[] = ['start', 'suspend', 'resume', 'shutdown', 'destroy'];

/** State by shape, for a menu has no colours. */
const SHAPES: Readonly<Record<DomainState, string>> = {
  running: '▶',
  paused: '❚❚',
  shutoff: '■',
  saved: '◆',
  crashed: '✕',
  unknown: '?',
};

/** What the tray shows: the active machines with what can be done to each, and the ways into the window. */
export function trayMenu({ first, count, canSuspend }: ActiveMachines, say: Say): TrayItem[] {
  const items: TrayItem[] = [action(say('tray.open'), { do: 'show' }), { kind: 'separator' }];
  if (count === 0) items.push({ kind: 'note', label: say('tray.nothing') });
  for (const row of first) items.push(machine(row, say));
  if (count > first.length) {
    items.push(action(say('tray.more', { count: count - first.length }), { do: 'show' }));
  }
  items.push(
    { kind: 'separator' },
    action(say('tray.suspendAll'), { do: 'suspend all' }, canSuspend),
    action(say('tray.create'), { do: 'create' }),
    { kind: 'separator' },
    action(say('tray.quit'), { do: 'quit' }),
  );
  return items;
}

function machine(row: MachineRow, say: Say): TrayItem {
  const operations = OPERATIONS.filter((operation) => row.allows.includes(operation));
  return {
    kind: 'menu',
    label: `${SHAPES[row.state]}  ${row.name}`,
    items: [
      action(say('tray.console'), { do: 'console', id: row.id }),
      ...operations.map((operation) =>
        action(say(`tray.${operation}`), { do: 'operate', id: row.id, operation }),
      ),
    ],
  };
}

function action(label: string, what: TrayAction, enabled = true): TrayItem {
  return { kind: 'do', label, enabled, action: what };
}
