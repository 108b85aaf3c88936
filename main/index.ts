/** Where the app begins: with its window, whose process starts while the rest of main is read and run. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { app, nativeTheme } from 'electron';
import type { BegunApp, OpenedApp } from './app';
import { answerCalls } from './ipc/router';
import { Log } from './log';
import { findPaths } from './paths';
import { SettingsFile } from './settings';
import { APP_ORIGIN, registerAppScheme, serveApp } from './shell/app-protocol';
import { harden } from './shell/hardening';
import { readLaunchArguments } from './shell/launch-arguments';
import { withoutToolkitGl } from './shell/toolkit';
import { MainWindow } from './shell/window';
import { zoomWindows } from './shell/zoom';
import { languageOf, type Language } from '../text/languages';

/** How long the rest of main waits for the window to have its scripts, in ms: it may have crashed. */
const SERVED_LIMIT_MS = 500;

const paths = findPaths();
const log = new Log(paths.state);
const launched = readLaunchArguments(process.argv);
process.umask(0o077); // whatever is written is the user's alone

// Chromium's own files are state; beside the config they would be backed up with it.
app.setPath('userData', join(paths.state, 'window'));
app.setName('Paddock');
registerAppScheme();
withoutToolkitGl(process.env);

process.on('uncaughtException', (error) => log.write('uncaught', error.stack ?? String(error)));
process.on('unhandledRejection', (reason) =>
  log.write('unhandled', reason instanceof Error ? (reason.stack ?? '') : String(reason)),
);

/** What the rest of the app is once it is there; whatever asks for it before that has not been able to need it. */
let opened: OpenedApp | null = null;
const settings = new SettingsFile(
  join(paths.config, 'settings.json'),
  log.about('settings'),
  async (change) => opened?.checkSettings(change),
);

// The lock belongs to the user data folder, so two apps never write the same definitions.
if (app.requestSingleInstanceLock()) {
  const loading = settings.load(); // while Electron gets ready
  void app.whenReady().then(async () => {
    await loading;
    await run();
  });
} else app.quit();

async function run(): Promise<void> {
  harden();
  const language = (): Language => {
    const chosen = settings.current.language;
    return chosen === 'system' ? languageOf(app.getPreferredSystemLanguages()) : chosen;
  };
  const served = serveApp(join(__dirname, '..', 'renderer'), language);
  nativeTheme.themeSource = settings.current.theme;
  const zoomed = zoomWindows(() => settings.current.zoom);
  const preload = join(__dirname, '..', 'preload', 'index.js');
  const window = new MainWindow({
    preload,
    placement: join(paths.state, 'window.json'),
    settings: () => settings.current,
    hides: () => opened?.hidesWindow() ?? false,
    mayEnd: () => opened?.mayEndWindow() ?? false,
    askBookmark: () => opened?.askBookmark(),
  });
  const listens = answerCalls(
    async (...call) => (await opening).answer(...call),
    APP_ORIGIN,
    (from) => window.owns(from) || (opened?.ownsWindow(from) ?? false),
    log.about('ipc'),
  );
  const begun: BegunApp = { paths, log, launched, preload, settings, language, zoomed, window, listens };
  const opening = openRest(begun, served);
  opened = await opening;
}

async function openRest(begun: BegunApp, served: Promise<void>): Promise<OpenedApp> {
  if (!launched.hidden || launched.screenshot) {
    begun.window.show();
    // Reading and running all the rest takes main as long as the window takes to run its own scripts: they do so at once.
    await Promise.race([served, sleep(SERVED_LIMIT_MS)]);
  }
  const { openApp } = await import('./app');
  return openApp(begun);
}
