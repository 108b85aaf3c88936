import type { DriverView, MachineDetail, MachineRow, Operation } from '../../preload/contract';
import type { MachineOperation } from '../live/operate';
import { t } from '../text/text';

/** What a machine's button does: the thing one most likely wants of it now. */
export type Primary =
  | { readonly does: 'operation'; readonly operation: 'start' | 'resume'; readonly label: string }
  | { readonly does: 'console'; readonly label: string }
  | { readonly does: 'cancel'; readonly label: string }
  | { readonly does: 'open'; readonly label: string };

export function primaryOf(row: MachineRow): Primary {
  if (row.job?.cancellable) return { does: 'cancel', label: t('cancel') };
  switch (row.state) {
    case 'running':
      return { does: 'console', label: t('list.openConsole') };
    case 'paused':
      return { does: 'operation', operation: 'resume', label: t('operation.resume') };
    case 'shutoff':
    case 'saved':
      return { does: 'operation', operation: 'start', label: t('operation.start') };
    case 'crashed':
      return { does: 'operation', operation: 'start', label: t('operation.startAgain') };
    case 'unknown':
      return { does: 'open', label: t('list.open') };
  }
}

/** What writes to a machine's disks. */
const WRITING: readonly Operation[] = ['start', 'snapshot-revert'];

/**
 * Why an operation can't be done now, or null when it can. The reason itself is main's; where only the row is known, the
 * driver's own trouble is the likeliest one.
 */
export function reasonAgainst(
  operation: Operation,
  row: MachineRow,
  detail: MachineDetail | null,
  driver: DriverView | undefined,
): string | null {
  const permission = detail?.version === row.version ? detail.permissions[operation] : undefined;
  if (detail?.stoodOn && WRITING.includes(operation) && permission?.allowed !== false) return detail.stoodOn;
  if (permission) return permission.allowed ? null : permission.reason;
  if (row.allows.includes(operation)) return null;
  return driver?.probe?.status === 'missing' ? driver.probe.why : t('list.notNow');
}

/** The operations of the menus, in their order; a bar stands before those that begin a group. */
export const MENU_OPERATIONS: readonly { readonly operation: MachineOperation; readonly apart?: boolean }[] =
  [
    { operation: 'start' },
    { operation: 'suspend' },
    { operation: 'resume' },
    { operation: 'save' },
    { operation: 'shutdown', apart: true },
    { operation: 'reboot' },
    { operation: 'reset', apart: true },
    { operation: 'destroy' },
  ];
