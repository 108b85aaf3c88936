import { Variant } from 'dbus-next';
import { z } from 'zod';
import type { SessionBus } from './session-bus';

const SETTINGS = { path: '/org/freedesktop/portal/desktop', interface: 'org.freedesktop.portal.Settings' };
const PREFERS_DARK = 1;

/**
 * Hears it when the desktop turns dark or light.
 *
 * Source: the Settings interface of XDG Desktop Portal, `org.freedesktop.appearance color-scheme`.
 */
export async function onAppearance(bus: SessionBus, heard: (isDark: boolean) => void): Promise<void> {
  const changed = z.tuple([z.string(), z.string(), z.instanceof(Variant)]);
  await bus.on(SETTINGS, 'SettingChanged', changed, ([namespace, key, { value }]) => {
    if (namespace === 'org.freedesktop.appearance' && key === 'color-scheme') heard(value === PREFERS_DARK);
  });
}
