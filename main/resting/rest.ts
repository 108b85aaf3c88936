/**
 * Paddock while it rests in the tray: the machines, the icon, the notices and the answers to commands, in one process with
 * neither Chromium nor a window. Whatever is chosen in the tray starts the app, which takes the machines and does it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openAlone, type Alone } from '../command-line/alone';
import { Client } from '../command-line/client';
import { commandSocket } from '../command-line/protocol';
import { takeOver } from '../command-line/reach';
import { toFailure } from '../domains/failure';
import type { LogEntry } from '../domains/happening';
import { activeMachines } from '../ipc/active-machines';
import { Log } from '../log';
import { findPaths, type Paths } from '../paths';
import { noticeOf } from '../shell/notice';
import { speak, type Say } from '../shell/text/text';
import { TrayContents } from '../shell/tray-contents';
import { TRAY_ICONS } from '../shell/tray-icons';
import { TRAY_MACHINES, type TrayAction } from '../shell/tray-menu';
import { onAppearance } from './appearance';
import { ToRestSchema, type FromRest, type ToRest } from './handed';
import { pixmapOf, type Pixmap } from './icon';
import { MenuOnBus } from './menu';
import { Notices } from './notices';
import { hasPanel, MENU_PATH, showIn } from './panel';
import { SessionBus } from './session-bus';
import { StatusItem } from './status-item';
import { Wake } from './wake';

/** How long it waits for the machines, in ms: the app that hands them over lets go within that, or a command does. */
const PATIENCE_MS = 60_000;
const AGAIN_MS = 200;

/** Rests until the app comes, the person quits, or the desktop ends; returns the exit code. Never throws. */
export async function rest(): Promise<number> {
  const paths = findPaths();
  const log = new Log(paths.state).about('tray');
  const wentWrong = (error: unknown): void =>
    log(error instanceof Error ? (error.stack ?? '') : String(error));
  process.on('uncaughtException', wentWrong); // as in the app: what went wrong is no reason to be gone
  process.on('unhandledRejection', wentWrong);
  let bus: SessionBus | null = null;
  try {
    bus = await SessionBus.connect();
    if (!(await hasPanel(bus))) return 1;
    const handed = await askApp(paths);
    if (!handed) return 1;
    await restIn(bus, handed, paths, log);
    return 0;
  } catch (error) {
    log(toFailure(error).message);
    return 1;
  } finally {
    bus?.close();
  }
}

/** Asks the app for the machines; null where it keeps them. Returns once it has let go. */
async function askApp(paths: Paths): Promise<ToRest | null> {
  const client = await Client.connect(commandSocket(paths.runtime), null);
  if (client?.host !== 'app') return null;
  const { handed, gone } = client.askToLeave();
  const parsed = ToRestSchema.safeParse(await handed);
  if (parsed.success) await gone;
  client.close();
  return parsed.success ? parsed.data : null;
}

async function restIn(
  bus: SessionBus,
  handed: ToRest,
  paths: Paths,
  log: (message: string) => void,
): Promise<void> {
  const { version, program, bookmark, language } = handed;
  const say = speak(language);
  const notices = new Notices(bus);
  const tell = (title: string, body: string, clicked: () => void): void => {
    notices.show({ title, body }, clicked).catch((error: unknown) => log(String(error)));
  };
  const wake = new Wake({
    program,
    failed: (why) => {
      log(`the app could not be started: ${why}`);
      tell('Paddock', say('notice.notOpened'), () => wake.chosen({ do: 'show' }));
    },
  });
  const hands = (): FromRest => ({ version, bookmark, actions: [...wake.actions] });
  const alone = await openWhenFree(paths, version, hands);
  try {
    await notices.follow();
    const noticed = (entry: LogEntry): void => {
      const notice = noticeOf(entry, say);
      if (notice) tell(notice.title, notice.body, () => wake.chosen({ do: 'machine', id: entry.id }));
    };
    alone.hypervisor.onOperation(noticed);
    alone.hypervisor.onHappening(noticed);
    const tray = await showTray(bus, alone, say, handed.isDark, (action, token) => {
      if (action.do === 'quit') void alone.close();
      else wake.chosen(action, token);
    });
    await Promise.race([alone.closed, bus.lost, tray.unseen]);
    tray.stop();
  } finally {
    await alone.close();
  }
}

/** Throws where another Paddock keeps the machines, and where their folder can't be read. */
async function openWhenFree(paths: Paths, version: string, hands: () => FromRest): Promise<Alone> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await openAlone(paths, version, { host: 'tray', hands });
    } catch (error) {
      if (toFailure(error).code !== 'data-folder-in-use' || Date.now() > until) throw error;
    }
    await sleep(AGAIN_MS);
    const { gone } = await takeOver(paths); // a command came first
    await gone;
  }
}

async function showTray(
  bus: SessionBus,
  { hypervisor }: Alone,
  say: Say,
  isDark: boolean,
  act: (action: TrayAction, token: string | null) => void,
): Promise<{ readonly unseen: Promise<void>; stop(): void }> {
  const menu = new MenuOnBus((action) => act(action, null));
  const item = new StatusItem({
    icon: icon(isDark),
    menu: MENU_PATH,
    activate: (token) => act({ do: 'show' }, token),
  });
  const contents = new TrayContents(
    () => activeMachines(hypervisor, TRAY_MACHINES),
    () => say,
    (items) => menu.show(items),
  );
  hypervisor.onMachine(() => contents.refresh());
  await onAppearance(bus, (dark) => item.draw(icon(dark)));
  const { unseen } = await showIn(bus, item, menu);
  return { unseen, stop: () => contents.stop() };
}

function icon(isDark: boolean): Pixmap[] {
  return (isDark ? TRAY_ICONS.dark : TRAY_ICONS.light).map(pixmapOf);
}
