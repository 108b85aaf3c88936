import {
  Menu,
  nativeImage,
  nativeTheme,
  Tray,
  type MenuItemConstructorOptions,
  type NativeImage,
} from 'electron';
import type { ActiveMachines } from '../ipc/active-machines';
import type { Say } from './text/text';
import { trayMenu, type TrayAction, type TrayItem } from './tray-menu';

/** How long changes are gathered before the menu is made anew: of very many machines a few are always changing. */
const GATHER_MS = 250;
const GATHER_MANY_MS = 5_000;
const MANY = 100;

export interface TrayIcons {
  /** Data URLs, 22 and 44 px. */
  readonly light: readonly [string, string];
  readonly dark: readonly [string, string];
}

/**
 * The tray icon. Electron can't tell whether a panel shows it, so the window's close only hides it when the person's
 * setting says so, and a second start of the app always brings the window back.
 */
export class AppTray {
  readonly #tray: Tray;
  readonly #icons: TrayIcons;
  #shown = '';
  #timer: NodeJS.Timeout | null = null;
  #isLarge = false;

  constructor(
    icons: TrayIcons,
    private readonly machines: () => ActiveMachines,
    private readonly say: () => Say,
    private readonly act: (action: TrayAction) => void,
  ) {
    this.#icons = icons;
    this.#tray = new Tray(this.#icon());
    this.#tray.setToolTip('Paddock');
    this.#tray.on('click', () => act({ do: 'show' }));
    nativeTheme.on('updated', () => this.#tray.setImage(this.#icon()));
    this.#rebuild();
  }

  /** Machines have changed, or the language: the menu follows a moment later, and only if what it shows is another. */
  refresh(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        this.#rebuild();
      },
      this.#isLarge ? GATHER_MANY_MS : GATHER_MS,
    );
  }

  destroy(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#tray.destroy();
  }

  #rebuild(): void {
    const active = this.machines();
    this.#isLarge = active.count > MANY;
    const items = trayMenu(active, this.say());
    const shown = JSON.stringify(items);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#tray.setContextMenu(Menu.buildFromTemplate(items.map((item) => this.#template(item))));
  }

  #template(item: TrayItem): MenuItemConstructorOptions {
    switch (item.kind) {
      case 'separator':
        return { type: 'separator' };
      case 'note':
        return { label: item.label, enabled: false };
      case 'menu':
        return { label: item.label, submenu: item.items.map((one) => this.#template(one)) };
      case 'do':
        return { label: item.label, enabled: item.enabled, click: () => this.act(item.action) };
    }
  }

  #icon(): NativeImage {
    const [small, large] = nativeTheme.shouldUseDarkColors ? this.#icons.dark : this.#icons.light;
    const image = nativeImage.createFromDataURL(small);
    image.addRepresentation({ scaleFactor: 2, dataURL: large });
    return image;
  }
}
