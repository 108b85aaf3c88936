import { BrowserWindow, nativeTheme, type BrowserWindowConstructorOptions } from 'electron';

/** As `--surface` of the window's tokens, so that nothing flashes before the first paint. */
const BACKGROUND = { light: '#ffffff', dark: '#1b1e24' } as const;

/** A window of the app's own, sandboxed and without Node, shown once it has something to show. */
export function appWindow(preload: string, options: BrowserWindowConstructorOptions): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Paddock',
    autoHideMenuBar: true,
    ...options,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: process.env.PADDOCK_DEVTOOLS === '1',
    },
  });
  window.once('ready-to-show', () => window.show());
  return window;
}
