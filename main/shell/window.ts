import { readFileSync } from 'node:fs';
import { nativeTheme, screen, type BrowserWindow, type Rectangle, type WebContents } from 'electron';
import { z } from 'zod';
import type { Settings } from '../../preload/contract';
import { writeDurably } from '../domains/durable-folder';
import { APP_URL } from './app-protocol';
import { appWindow } from './app-window';
import { HIDDEN_AFTER_MS, HiddenWindow } from './hidden-window';

const PlacementSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(200),
  height: z.number().int().min(200),
  maximized: z.boolean(),
});
type Placement = z.infer<typeof PlacementSchema>;

const SIZE = { width: 1180, height: 760, minWidth: 720, minHeight: 480 } as const;
export interface WindowOptions {
  readonly preload: string;
  /** The file that remembers where the window was. */
  readonly placement: string;
  readonly settings: () => Settings;
  /** Whether closing it hides it in the tray. */
  readonly hides: () => boolean;
  /** Whether it may be ended once it has been hidden for a while. */
  readonly mayEnd: () => boolean;
  /** Asks it where one is in it; the answer goes to `hidden.keep`. */
  readonly askBookmark: () => void;
}

/** The app's one window, made when it is first shown; closed to the tray it is hidden, and after a while ended. */
export class MainWindow {
  #window: BrowserWindow | null = null;
  readonly hidden: HiddenWindow;

  constructor(private readonly options: WindowOptions) {
    this.hidden = new HiddenWindow({
      afterMs: HIDDEN_AFTER_MS,
      isHidden: () => this.#window !== null && !this.#window.isVisible(),
      mayEnd: options.mayEnd,
      askBookmark: options.askBookmark,
      end: () => this.#window?.destroy(),
    });
  }

  /** Whoever follows the window's changes; null while there is none. */
  get contents(): WebContents | null {
    return this.#window && !this.#window.isDestroyed() ? this.#window.webContents : null;
  }

  get isFocused(): boolean {
    return this.#window?.isFocused() ?? false;
  }

  owns(contents: WebContents): boolean {
    return contents === this.contents;
  }

  /** Brings the window to the front, making it where there is none. */
  show(): void {
    this.hidden.shown();
    const window = this.#window ?? this.#create();
    if (window.isMinimized()) window.restore();
    if (!window.webContents.isLoading()) {
      window.show();
      window.focus();
    }
  }

  #create(): BrowserWindow {
    const { preload, placement, settings } = this.options;
    const last = visiblePlacement(placement);
    const theme = settings().theme;
    nativeTheme.themeSource = theme;
    const window = appWindow(preload, {
      ...SIZE,
      ...(last && { x: last.x, y: last.y, width: last.width, height: last.height }),
    });
    this.#window = window;
    if (last?.maximized) window.maximize();
    window.on('close', (event) => {
      const { x, y, width, height } = window.getNormalBounds();
      const now: Placement = { x, y, width, height, maximized: window.isMaximized() };
      // Where the window stood is worth an attempt, not an error.
      void writeDurably(placement, JSON.stringify(now)).catch(() => undefined);
      if (!this.options.hides()) return;
      event.preventDefault();
      window.hide();
      this.hidden.hidden();
    });
    window.on('closed', () => (this.#window = null));
    void window.loadURL(APP_URL);
    return window;
  }
}

/** The remembered placement, if a good part of it still lies on a monitor. */
function visiblePlacement(file: string): Placement | null {
  try {
    const placement = PlacementSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return isVisible(
      placement,
      screen.getAllDisplays().map(({ workArea }) => workArea),
    )
      ? placement
      : null;
  } catch {
    return null;
  }
}

/** Whether the window's title would be within reach: 100 px of it on one of the monitors. */
export function isVisible(window: Rectangle, monitors: readonly Rectangle[]): boolean {
  return monitors.some(
    (monitor) =>
      window.x + window.width >= monitor.x + 100 &&
      window.x <= monitor.x + monitor.width - 100 &&
      window.y >= monitor.y - 20 &&
      window.y <= monitor.y + monitor.height - 60,
  );
}
