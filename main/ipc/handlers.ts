import { clipboard, type WebContents } from 'electron';
import { cpus, totalmem } from 'node:os';
import type { CallArgs, DetachedConsole, Settings } from '../../preload/contract';
import type { DomainId } from '../domains/definition';
import { PaddockError } from '../domains/failure';
import { diagnose } from '../diagnostics/diagnose';
import type { Hypervisor } from '../hypervisor/hypervisor';
import type { Log } from '../log';
import type { OperationsLog } from '../operations-log';
import { PROGRAM_SETTINGS, type SettingsFile } from '../settings';
import type { Handlers } from './answer';
import { machineHandlers } from './machine-handlers';
import type { Watching } from './watching';

/** What the calls need of the desktop; the shell gives it. */
export interface Desktop {
  readonly version: string;
  readonly sandboxed: boolean;
  readonly log: Log;
  /** Resolves once all machines are listed; rejects where they can't be had. */
  readonly listed: () => Promise<unknown>;
  quit(): void;
  pickFile(purpose: CallArgs<'file.pick'>['purpose'], from: WebContents): Promise<string | null>;
  /** Throws the typed errors of files. */
  saveFile(what: CallArgs<'file.save'>, from: WebContents): Promise<string | null>;
  /** Asks where a file of this name shall be. */
  placeFile(name: string, from: WebContents): Promise<string | null>;
  reveal(path: string): void;
  readonly detached: {
    list(): readonly DetachedConsole[];
    show(shows: DetachedConsole): void;
    close(shows: DetachedConsole): void;
  };
  /** Where one was in the window, kept while there is none. */
  readonly bookmark: {
    keep(bookmark: string | null): void;
    take(): Promise<string | null>;
  };
  /** Throws where the desktop's folder can't be written. */
  startAtLogin(on: boolean): Promise<void>;
  openConsole(id: DomainId, console: string, from: WebContents): { readonly token: string };
}

/** The answer to each call of the window's. */
export function makeHandlers(
  hypervisor: Hypervisor,
  operations: OperationsLog,
  settings: SettingsFile,
  watching: Watching,
  desktop: Desktop,
): Handlers {
  const machines = machineHandlers(hypervisor, operations, 'window');
  return {
    ...machines,
    // A list that is not whole yet looks like one that is, and an empty one like a first run.
    'machines.list': async () => {
      await desktop.listed();
      return machines['machines.list']();
    },
    'app.info': () => ({
      version: desktop.version,
      electron: process.versions.electron ?? '',
      chrome: process.versions.chrome ?? '',
      node: process.versions.node,
      platform: process.platform,
      sandboxed: desktop.sandboxed,
      hostMemoryBytes: totalmem(),
      hostCpus: cpus().length,
    }),
    'app.quit': () => desktop.quit(),
    'settings.get': () => settings.current,
    'settings.set': async (change: Partial<Settings>) => {
      if (change.startAtLogin !== undefined) await desktop.startAtLogin(change.startAtLogin);
      return settings.change(change);
    },
    'programs.look': ({ program: setting, path }) => {
      const { driver, program } = PROGRAM_SETTINGS[setting];
      return hypervisor.lookAtProgram(driver, program, path);
    },
    'watch.show': (shown, from) => watching.show(from, shown),
    'usage.history': ({ id, span }) => watching.history(id, span),
    'diagnostics.report': () =>
      diagnose({
        hypervisor,
        operations,
        settings: settings.current,
        log: desktop.log,
        version: desktop.version,
        sandboxed: desktop.sandboxed,
      }),
    'file.pick': ({ purpose }, from) => desktop.pickFile(purpose, from),
    'file.place': ({ name }, from) => desktop.placeFile(name, from),
    'file.reveal': ({ path }) => {
      // Only files that Paddock itself has named: the window can't open folders at will.
      if (!hypervisor.broken().some((broken) => broken.path === path)) {
        throw new PaddockError({ code: 'argument-invalid', message: `${path} is not a file of Paddock’s.` });
      }
      desktop.reveal(path);
    },
    'file.save': (what, from) => desktop.saveFile(what, from),
    'clipboard.write': ({ text }) => clipboard.writeText(text),
    'clipboard.read': () => clipboard.readText(),
    'detached.list': () => [...desktop.detached.list()],
    'detached.show': (shows) => {
      if (!hypervisor.consoles(hypervisor.snapshot(shows.id)).some(({ id }) => id === shows.console)) {
        throw new PaddockError({ code: 'argument-invalid', message: 'The machine has no such console.' });
      }
      desktop.detached.show(shows);
    },
    'detached.close': (shows) => desktop.detached.close(shows),
    'bookmark.keep': ({ bookmark }) => desktop.bookmark.keep(bookmark),
    'bookmark.take': () => desktop.bookmark.take(),
    'console.open': ({ id, console }, from) => desktop.openConsole(id, console, from),
  };
}
