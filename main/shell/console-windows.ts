import type { BrowserWindow, WebContents } from 'electron';
import type { DetachedConsole } from '../../preload/contract';
import type { DomainId } from '../domains/definition';
import { APP_URL } from './app-protocol';
import { appWindow } from './app-window';

const SIZE = { width: 900, height: 640, minWidth: 360, minHeight: 240 } as const;

export interface ConsoleWindowsOptions {
  readonly preload: string;
  /** Called when a console got a window of its own, or lost it. */
  readonly changed: () => void;
}

/** Consoles in windows of their own: at most one for each. */
export class ConsoleWindows {
  readonly #windows = new Map<string, { readonly shows: DetachedConsole; readonly window: BrowserWindow }>();

  constructor(private readonly options: ConsoleWindowsOptions) {}

  /** Whoever follows what happens, beside the app's main window. */
  get contents(): readonly WebContents[] {
    return [...this.#windows.values()].map(({ window }) => window.webContents);
  }

  /** Which consoles have a window of their own. */
  get shown(): readonly DetachedConsole[] {
    return [...this.#windows.values()].map(({ shows }) => shows);
  }

  owns(contents: WebContents): boolean {
    return this.contents.includes(contents);
  }

  /** Shows a console in a window of its own, or brings that to the front. */
  show(shows: DetachedConsole): void {
    const key = keyOf(shows);
    const there = this.#windows.get(key);
    if (there) {
      if (there.window.isMinimized()) there.window.restore();
      there.window.focus();
      return;
    }
    const window = appWindow(this.options.preload, { ...SIZE });
    this.#windows.set(key, { shows, window });
    window.on('closed', () => {
      this.#windows.delete(key);
      this.options.changed();
    });
    void window.loadURL(`${APP_URL}#console/${shows.id}/${encodeURIComponent(shows.console)}`);
    this.options.changed();
  }

  /** Closes a console's window; nothing where it has none. */
  close(shows: DetachedConsole): void {
    this.#windows.get(keyOf(shows))?.window.close();
  }

  /** Closes those of a machine that is in the list no more. */
  forget(id: DomainId): void {
    for (const { shows, window } of [...this.#windows.values()]) if (shows.id === id) window.close();
  }
}

function keyOf({ id, console }: DetachedConsole): string {
  return `${id} ${console}`;
}
