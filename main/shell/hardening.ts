import { app, session } from 'electron';
import { APP_ORIGIN } from './app-protocol';

/** Whether an address belongs to the app itself. */
export function isOurs(address: string): boolean {
  try {
    const { protocol, host } = new URL(address);
    return `${protocol}//${host}` === APP_ORIGIN;
  } catch {
    return false;
  }
}

/** Full screen is the one thing the window asks Chromium for: a machine's screen over the whole monitor. */
const GRANTED: readonly string[] = ['fullscreen'];

/** Denies what the window never needs: permissions, devices, foreign pages, pop-ups, embedded pages. After `ready`. */
export function harden(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((contents, permission, answer) =>
    answer(GRANTED.includes(permission) && isOurs(contents.getURL())),
  );
  defaultSession.setPermissionCheckHandler(
    (_contents, permission, origin) => GRANTED.includes(permission) && isOurs(origin),
  );
  defaultSession.setDevicePermissionHandler(() => false);
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event, address) => {
      if (!isOurs(address)) event.preventDefault();
    });
    contents.on('will-redirect', (event, address) => {
      if (!isOurs(address)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}
