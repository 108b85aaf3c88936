import type { ActiveMachines } from '../ipc/active-machines';
import type { DomainId, DomainState, MachineRow, Operation } from '../../preload/contract';

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

const OPERATIONS: readonly (readonly [TrayOperation, string])[] = [
  ['start', 'Start'],
  ['suspend', 'Pause'],
  ['resume', 'Resume'],
  ['shutdown', 'Shut down'],
  ['destroy', 'Force off'],
];

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
export function trayMenu({ first, count, canSuspend }: ActiveMachines): TrayItem[] {
  const items: TrayItem[] = [action('Open Paddock', { do: 'show' }), { kind: 'separator' }];
  if (count === 0) items.push({ kind: 'note', label: 'No machine is running' });
  for (const row of first) items.push(machine(row));
  if (count > first.length) {
    items.push(action(`${count - first.length} more…`, { do: 'show' }));
  }
  items.push(
    { kind: 'separator' },
    action('Pause all', { do: 'suspend all' }, canSuspend),
    action('New machine…', { do: 'create' }),
    { kind: 'separator' },
    action('Quit (machines run on)', { do: 'quit' }),
  );
  return items;
}

function machine(row: MachineRow): TrayItem {
  const operations = OPERATIONS.filter(([operation]) => row.allows.includes(operation));
  return {
    kind: 'menu',
    label: `${SHAPES[row.state]}  ${row.name}`,
    items: [
      action('Open console', { do: 'console', id: row.id }),
      ...operations.map(([operation, label]) => action(label, { do: 'operate', id: row.id, operation })),
    ],
  };
}

function action(label: string, what: TrayAction, enabled = true): TrayItem {
  return { kind: 'do', label, enabled, action: what };
}
