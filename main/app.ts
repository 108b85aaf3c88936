/** What exists beside the window, and in which order it starts and stops. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { app, dialog, nativeTheme, shell as desktopShell, type WebContents } from 'electron';
import type { EventPayload, Settings } from '../preload/contract';
import { Autostart } from './autostart/autostart';
import { RunRecord } from './autostart/run-record';
import { Displays } from './consoles/displays';
import { Terminals } from './consoles/terminals';
import { commandSocket } from './command-line/protocol';
import { takeOver, type TakenOver } from './command-line/reach';
import { serveCommands, type CommandServer } from './command-line/server';
import { PaddockError, toFailure } from './domains/failure';
import type { DomainId } from './domains/definition';
import type { LogEntry } from './domains/happening';
import { createDrivers } from './drivers';
import { Hypervisor } from './hypervisor/hypervisor';
import { activeMachines } from './ipc/active-machines';
import { broadcast, send } from './ipc/broadcast';
import { makeHandlers, type Desktop } from './ipc/handlers';
import { machineHandlers } from './ipc/machine-handlers';
import { openPort } from './ipc/ports';
import { answerForWindow } from './ipc/answer';
import type { AnswerCall } from './ipc/router';
import { watchFor } from './ipc/watching';
import type { Log } from './log';
import { OperationsLog } from './operations-log';
import type { Paths } from './paths';
import type { SettingsFile } from './settings';
import { FromRestSchema, type FromRest, type ToRest } from './resting/handed';
import { startResting } from './resting/start';
import { checkSettings, driversChanged } from './settings-check';
import { mayForceOff } from './shell/confirm';
import { ConsoleWindows } from './shell/console-windows';
import { pickFile, placeFile } from './shell/file-dialog';
import { readLaunchArguments, switchesOf, type LaunchArguments } from './shell/launch-arguments';
import { LoginItem } from './shell/login-item';
import { setMenu } from './shell/menu';
import { notify } from './shell/notifications';
import { ownProgram } from './shell/own-program';
import { Rest } from './shell/rest';
import { saveFile } from './shell/save-dialog';
import { firstPage, saveScreenshot } from './shell/screenshot';
import { toThumbnail } from './shell/thumbnail';
import { HIDDEN_AFTER_MS } from './shell/hidden-window';
import { AppTray } from './shell/tray';
import { TRAY_ICONS } from './shell/tray-icons';
import { TRAY_MACHINES, type TrayAction } from './shell/tray-menu';
import { speak } from './shell/text/text';
import type { MainWindow } from './shell/window';
import type { Language } from '../text/languages';

/** How long whoever has the machines may take until they can be had, in ms: it may be about to take them, or to let go. */
const IN_USE_LIMIT_MS = 10_000;
const AGAIN_MS = 200;
/** How long the tray and the probes wait for the window to be seen, in ms. */
const SEEN_LIMIT_MS = 3_000;

/** What stands when the window has been shown. */
export interface BegunApp {
  readonly paths: Paths;
  readonly log: Log;
  readonly launched: LaunchArguments;
  /** The script that stands between a window and main. */
  readonly preload: string;
  readonly settings: SettingsFile;
  /** What Paddock speaks now. */
  readonly language: () => Language;
  /** Draws every window as large as the settings say. */
  readonly zoomed: () => void;
  readonly window: MainWindow;
  /** Whether a window has called. */
  readonly listens: (contents: WebContents) => boolean;
}

/** What the window and the settings ask of the rest. */
export interface OpenedApp {
  readonly answer: AnswerCall;
  /** Whether this is a window of the app's, beside its first. */
  ownsWindow(contents: WebContents): boolean;
  /** Whether closing the window hides it in the tray. */
  hidesWindow(): boolean;
  /** Whether a window that has been hidden for a while may be ended. */
  mayEndWindow(): boolean;
  askBookmark(): void;
  /** Throws where a setting can't be so on this computer. */
  checkSettings(change: Partial<Settings>): Promise<void>;
}

/** Opens what manages machines; the window is answered from the moment that this returns. */
export function openApp({
  paths,
  log,
  launched,
  preload,
  settings,
  language,
  zoomed,
  window,
  listens,
}: BegunApp): OpenedApp {
  let say = speak(language());
  let tray: AppTray | null = null;
  let commands: CommandServer | null = null;
  /** Whether the machines that start with Paddock have been started. */
  let isSettled = false;
  /** Whether Paddock was there all the while, and rested in the tray: then nothing starts with it. */
  let hasRested = false;
  let quitting = false;
  let closing = false;
  app.on('before-quit', () => (quitting = true));
  const consoleWindows = new ConsoleWindows({
    preload,
    changed: () => send(everyone, 'detached', [...consoleWindows.shown]),
  });
  const drivers = createDrivers(paths, process.env, () => settings.current);
  const hypervisor = new Hypervisor({
    drivers,
    definitions: join(paths.config, 'machines'),
    pictures: { folder: join(paths.state, 'pictures'), shrink: toThumbnail },
    log: log.about('hypervisor'),
  });
  const operations = new OperationsLog(paths.state, log.about('operations'));
  const terminals = new Terminals((id, console) => hypervisor.openText(id, console));
  const displays = new Displays((id, console) => hypervisor.openDisplay(id, console));
  const mainWindow = (): WebContents[] => (window.contents ? [window.contents] : []);
  /** A window that is being loaded reads all when it calls first: until then it is told of nothing. */
  const everyone = (): WebContents[] => [...mainWindow(), ...consoleWindows.contents].filter(listens);

  const program = ownProgram();
  const loginItem = new LoginItem(paths.autostart, program);
  const runRecord = new RunRecord(join(paths.state, 'running.json'), log.about('autostart'));
  const autostart = new Autostart(hypervisor, log.about('autostart'));
  const startedAs = [...program, ...switchesOf(process.argv)];
  const rest = new Rest({ afterMs: HIDDEN_AFTER_MS, isIdle, start: () => startResting(startedAs) });
  const watching = watchFor(hypervisor, everyone, log.about('watching'));

  const desktop: Desktop = {
    version: app.getVersion(),
    sandboxed: !app.commandLine.hasSwitch('no-sandbox'),
    log,
    listed: () => listed,
    quit,
    pickFile: (purpose, from) => pickFile(purpose, say, from),
    placeFile: (name, from) => placeFile(name, from),
    bookmark: {
      keep: (bookmark) => window.hidden.keep(bookmark),
      take: async () => {
        await woken;
        return window.hidden.take();
      },
    },
    saveFile: (what, from) => saveFile(what, say, from),
    detached: {
      list: () => consoleWindows.shown,
      show: (shows) => consoleWindows.show(shows),
      close: (shows) => consoleWindows.close(shows),
    },
    startAtLogin: (on) => loginItem.set(on),
    reveal: (path) => desktopShell.showItemInFolder(path),
    openConsole: (id, console, from) => {
      const info = hypervisor.consoles(hypervisor.snapshot(id)).find((one) => one.id === console);
      if (!info)
        throw new PaddockError({ code: 'argument-invalid', message: 'The machine has no such console.' });
      const carrier = info.kind === 'text' ? terminals : displays;
      return openPort(from, (port) => void carrier.attach(id, console, port));
    },
  };
  const handlers = makeHandlers(hypervisor, operations, settings, watching, desktop);
  const logCall = log.about('ipc');

  // The window is on its way while the machines are read: what it shows first is the list, and that needs no probe.
  broadcast(hypervisor, settings, everyone, (id) => watching.isSeen(id)); // before the first machine is read: the window misses none
  hypervisor.onOperation((record) => operations.append(record));
  hypervisor.onHappening((happening) => operations.append(happening));
  hypervisor.onMachine((event) => {
    if (event.kind === 'removed') consoleWindows.forget(event.id);
  });
  // Whoever has the machines ends what it does, and lets go of them.
  const taking = take();
  const woken = taking.then(({ from, handed }) => (from === 'tray' ? wokenWith(handed) : null));
  const opening = taking.then(({ gone }) => gone).then(openWhenFree);
  const listed = opening.then(() => (settings.current.demo ? hypervisor.discover('test') : undefined));
  listed.catch(() => undefined); // told by `opening`, below
  setMenu(say, { quit });
  void open();
  return {
    answer: (name, args, from) => answerForWindow(handlers, name, args, from, logCall),
    ownsWindow: (contents) => consoleWindows.owns(contents),
    hidesWindow: () => tray !== null && settings.current.closeToTray && !quitting,
    mayEndWindow: () => consoleWindows.shown.length === 0,
    askBookmark: () => send(mainWindow, 'bookmarkWanted', {}),
    checkSettings: (change) => checkSettings(change, (...program) => hypervisor.lookAtProgram(...program)),
  };

  async function take(): Promise<TakenOver> {
    const taken = await takeOver(paths);
    hasRested ||= taken.from === 'tray';
    return taken;
  }

  /** What was handed over by the process that rested in the tray; null where that can't be read. */
  function wokenWith(handed: unknown): FromRest | null {
    const { data = null } = FromRestSchema.safeParse(handed);
    if (data?.version === app.getVersion()) window.hidden.put(data.bookmark);
    return data;
  }

  /** Throws `data-folder-in-use` where another Paddock keeps the machines. */
  async function openWhenFree(): ReturnType<Hypervisor['open']> {
    for (const until = Date.now() + IN_USE_LIMIT_MS; ;) {
      try {
        return await hypervisor.open();
      } catch (error) {
        if (toFailure(error).code !== 'data-folder-in-use' || Date.now() > until) throw error;
      }
      await sleep(AGAIN_MS);
      const { gone } = await take(); // one that was just taking them
      await gone;
    }
  }

  async function open(): Promise<void> {
    const { attached } = await opening.catch(refuseToStart);
    // It may have been taken away, or put there, with the desktop's own tools.
    if (settings.current.startAtLogin !== loginItem.isSet) {
      await settings
        .change({ startAtLogin: loginItem.isSet })
        .catch((error) => log.write('settings', String(error)));
    }
    await listed;
    void attached.then(async () => {
      if (!closing) commands = await answerCommands();
    });

    hypervisor.onMachine(() => tray?.refresh());
    const noticed = (entry: LogEntry): void => {
      if (!window.isFocused) notify(entry, say, (id) => act({ do: 'machine', id }));
    };
    hypervisor.onOperation(noticed);
    hypervisor.onHappening(noticed);
    let known = settings.current;
    settings.onChange((now) => {
      nativeTheme.themeSource = now.theme;
      zoomed();
      const before = known;
      known = now;
      for (const driver of driversChanged(before, now)) void hypervisor.probe(driver);
      say = speak(language());
      setMenu(say, { quit });
      tray?.refresh();
      if (now.demo === before.demo) return;
      void (now.demo ? hypervisor.discover('test') : hypervisor.forget('test')).catch((error) =>
        log.write('demo', String(error)),
      );
    });

    app.on('second-instance', (_event, argv) => {
      if (quitting) app.relaunch({ execPath: program[0] ?? process.execPath, args: argv.slice(1) });
      else openLaunched(readLaunchArguments(argv));
    });
    app.on('activate', () => window.show());
    app.on('window-all-closed', () => {
      if (!tray || !settings.current.closeToTray) quit();
      else rest.begin(0);
    });
    app.on('will-quit', (event) => {
      if (closing) return;
      closing = true;
      event.preventDefault();
      // The machines run on; the app only lets go of them.
      displays.close();
      watching.close();
      autostart.stop();
      rest.stop();
      tray?.destroy();
      void Promise.all([
        commands?.close(0),
        terminals.close(),
        runRecord.close(),
        hypervisor.close().then(() => operations.close()),
      ]).finally(() => app.exit(Number(process.exitCode ?? 0)));
    });

    if (launched.screenshot) {
      await hypervisor.probeAll(); // the picture shows what was found, not the looking
      await takeScreenshot(launched.screenshot);
      return;
    }
    if (launched.machine) openLaunched(launched);

    // The tray's menu, and looking for hypervisors, which starts a dozen programs, wait until the window is seen.
    const shown = window.contents;
    if (shown) {
      const seen = firstPage(shown).then(
        () => true,
        (error: unknown) => log.write('window', String(error)),
      );
      const isSeen = await Promise.race([seen, sleep(SEEN_LIMIT_MS, false)]); // a covered window paints no frame
      if (closing) return;
      if (isSeen && process.env.PADDOCK_MARK) process.stdout.write('paddock: usable\n');
    }
    tray = new AppTray(
      TRAY_ICONS,
      () => activeMachines(hypervisor, TRAY_MACHINES),
      () => say,
      act,
    );
    if (!shown) rest.begin();
    const rested = await woken;
    if (rested) void chosenBefore(rested.actions, attached);
    await Promise.all([hypervisor.probeAll(), attached]);
    const ran = await runRecord.ended(hypervisor.list());
    runRecord.follow(hypervisor);
    watching.start();
    if (!hasRested) await autostart.run(ran);
    isSettled = true;
  }

  /** Does what was chosen in the tray while Paddock rested there. */
  async function chosenBefore(actions: readonly TrayAction[], attached: Promise<void>): Promise<void> {
    for (const action of actions) {
      if (action.do === 'operate' || action.do === 'suspend all') await attached; // before that no state is known
      act(action);
    }
  }

  /** Whether nothing goes on here that would end with this process, and nobody looks. */
  function isIdle(): boolean {
    const passing = drivers.filter(({ persistent }) => !persistent).map(({ id }) => id);
    const machines = hypervisor.list();
    return (
      isSettled &&
      !quitting &&
      window.contents === null &&
      consoleWindows.shown.length === 0 &&
      !terminals.holdProgram &&
      commands?.isBusy === false &&
      machines.every(({ job, driver }) => job === null && !passing.includes(driver))
    );
  }

  /** What the process that rests in the tray asks, which then goes on where this one ends. */
  function handToRest(): ToRest | undefined {
    if (!rest.grants()) return undefined;
    setImmediate(quit); // once it has been answered
    return {
      version: app.getVersion(),
      program: startedAs,
      language: language(),
      isDark: nativeTheme.shouldUseDarkColors,
      bookmark: window.hidden.take(),
    };
  }

  /** Without its machines there is nothing to show: another Paddock has them, or their folder can't be read. */
  function refuseToStart(error: unknown): never {
    const { message, cause, next } = toFailure(error);
    const words = [cause, next].filter((text) => text !== undefined);
    log.write('start', [message, ...words].join(' '));
    process.stderr.write(`${[message, ...words].join('\n')}\n`);
    if (!launched.hidden && !launched.screenshot) {
      dialog.showErrorBox(say.told(message), words.map(say.told).join('\n\n'));
    }
    app.exit(1);
    throw error;
  }

  /** The window goes without what can't be listened for. */
  function answerCommands(): Promise<CommandServer | null> {
    return serveCommands({
      socket: commandSocket(paths.runtime),
      greeting: { paddock: app.getVersion(), host: 'app' },
      handlers: {
        ...machineHandlers(hypervisor, operations, 'command line'),
        'settings.get': () => settings.current,
      },
      terminals,
      leave: handToRest,
      log: log.about('command line'),
    }).catch((error: unknown) => {
      log.write('command line', String(error));
      return null;
    });
  }

  async function takeScreenshot(file: string): Promise<void> {
    try {
      if (!window.contents) throw new Error('there is no window');
      await saveScreenshot(window.contents, file);
      process.stdout.write(`The window was saved as ${file}\n`);
    } catch (error) {
      process.stderr.write(`No screenshot: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    }
    quit();
  }

  /** A second start shows the window; one with a link opens that machine's page. */
  function openLaunched({ machine }: LaunchArguments): void {
    const named =
      machine === null ? undefined : hypervisor.list().find(({ definition }) => definition.name === machine);
    if (named) navigate({ to: 'machine', id: named.id, tab: 'overview' });
    else window.show();
  }

  function navigate(to: EventPayload<'navigate'>): void {
    window.show();
    const shown = window.contents;
    if (!shown) return;
    if (shown.isLoading())
      shown.once('did-finish-load', () => void firstPage(shown).then(() => send(mainWindow, 'navigate', to)));
    else send(mainWindow, 'navigate', to);
  }

  function act(action: TrayAction): void {
    switch (action.do) {
      case 'show':
        return window.show();
      case 'create':
        return navigate({ to: 'create' });
      case 'machine':
        return navigate({ to: 'machine', id: action.id, tab: 'overview' });
      case 'console':
        return navigate({ to: 'machine', id: action.id, tab: 'console' });
      case 'quit':
        return quit();
      case 'operate':
        return void operateFromTray(action);
      case 'suspend all':
        for (const machine of hypervisor.list()) {
          if (!hypervisor.permission(machine, 'suspend').allowed) continue;
          fromTray(machine.id, hypervisor.suspend(machine.id, 'tray'));
        }
    }
  }

  /** Force off is asked about, where a person wants that, as it is in the window. */
  async function operateFromTray({ id, operation }: Extract<TrayAction, { do: 'operate' }>): Promise<void> {
    if (operation === 'destroy' && settings.current.confirmDestroy) {
      const row = hypervisor.list().find((machine) => machine.id === id);
      if (!row || !(await mayForceOff(row.definition.name, say))) return;
    }
    fromTray(id, hypervisor[operation](id, 'tray'));
  }

  /** What fails in the tray is told by a notification, or by the machine itself where the window is looked at. */
  function fromTray(id: DomainId, done: Promise<void>): void {
    done.catch((error: unknown) => log.write('tray', `${id}: ${String(error)}`));
  }
}

function quit(): void {
  app.quit();
}
