import type { ActiveMachines } from '../ipc/active-machines';
import { z } from 'zod';
import type { DomainState, MachineRow, Operation } from '../../preload/contract';
import { DomainIdSchema } from '../domains/definition';
import type { Say } from './text/text';

/** A line of the tray's menu, before it becomes Electron's. */
export type TrayItem =
  | { readonly kind: 'separator' }
  | { readonly kind: 'note'; readonly label: string }
  | { readonly kind: 'do'; readonly label: string; readonly enabled: boolean; readonly action: TrayAction }
  | { readonly kind: 'menu'; readonly label: string; readonly items: readonly TrayItem[] };

const OPERATIONS = [
  'start',
  'suspend',
  'resume',
  'shutdown',
  'destroy',
] as const satisfies readonly Operation[];
export type TrayOperation = (typeof OPERATIONS)[number];

/** What is chosen in the tray; as a schema, for one process may choose what another does. */
export const TrayActionSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('show') }),
  z.object({ do: z.literal('create') }),
  z.object({ do: z.literal('quit') }),
  z.object({ do: z.literal('suspend all') }),
  z.object({ do: z.literal('machine'), id: DomainIdSchema }),
  z.object({ do: z.literal('console'), id: DomainIdSchema }),
  z.object({ do: z.literal('operate'), id: DomainIdSchema, operation: z.enum(OPERATIONS) }),
]);
export type TrayAction = z.infer<typeof TrayActionSchema>;

/** More than these would not fit a screen; the window has them all. */
export const TRAY_MACHINES = 20;

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
