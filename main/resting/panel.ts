import { Variant } from 'dbus-next';
import { z } from 'zod';
import type { Address, SessionBus } from './session-bus';
import type { MenuOnBus } from './menu';
import type { StatusItem } from './status-item';

const WATCHER: Address = {
  destination: 'org.kde.StatusNotifierWatcher',
  path: '/StatusNotifierWatcher',
  interface: 'org.kde.StatusNotifierWatcher',
};
/** Where the menu is, beside the item. */
export const MENU_PATH = '/MenuBar';
/** How long a panel that has ended may take to come back, in ms: it crashes, or the desktop starts it anew. */
const BACK_WITHIN_MS = 60_000;

/** Whether the desktop has a panel that shows tray icons now. */
export async function hasPanel(bus: SessionBus): Promise<boolean> {
  const properties = { ...WATCHER, interface: 'org.freedesktop.DBus.Properties' };
  const names = [WATCHER.interface, 'IsStatusNotifierHostRegistered'];
  return bus.call(properties, 'Get', 'ss', names, z.tuple([z.instanceof(Variant)])).then(
    ([answer]) => answer.value === true,
    () => false, // nobody has that name
  );
}

/**
 * Has the panel show the icon, and shows it again where the panel comes back. The promise in the answer resolves where it
 * stays away: then nobody sees the icon.
 */
export async function showIn(
  bus: SessionBus,
  item: StatusItem,
  menu: MenuOnBus,
): Promise<{ readonly unseen: Promise<void> }> {
  const name = `org.kde.StatusNotifierItem-${process.pid}-1`;
  bus.offer('/StatusNotifierItem', item);
  bus.offer(MENU_PATH, menu);
  await bus.take(name);
  const register = (): Promise<unknown> =>
    bus.call(WATCHER, 'RegisterStatusNotifierItem', 's', [name], z.unknown());
  let timer: NodeJS.Timeout | null = null;
  const unseen = new Promise<void>((resolve) => {
    const away = (): void => {
      timer ??= setTimeout(resolve, BACK_WITHIN_MS);
    };
    void bus.onOwner(WATCHER.destination, (owner) => {
      if (owner === null) return away();
      if (timer) clearTimeout(timer);
      timer = null;
      register().catch(away);
    });
  });
  await register();
  return { unseen };
}
