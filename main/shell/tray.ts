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
import { TrayContents } from './tray-contents';
import type { TrayAction, TrayItem } from './tray-menu';

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
  readonly #contents: TrayContents;

  constructor(
    private readonly icons: TrayIcons,
    machines: () => ActiveMachines,
    say: () => Say,
    private readonly act: (action: TrayAction) => void,
  ) {
    this.#tray = new Tray(this.#icon());
    this.#tray.setToolTip('Paddock');
    this.#tray.on('click', () => act({ do: 'show' }));
    nativeTheme.on('updated', () => this.#tray.setImage(this.#icon()));
    this.#contents = new TrayContents(machines, say, (items) =>
      this.#tray.setContextMenu(Menu.buildFromTemplate(items.map((item) => this.#template(item)))),
    );
  }

  /** Machines have changed, or the language. */
  refresh(): void {
    this.#contents.refresh();
  }

  destroy(): void {
    this.#contents.stop();
    this.#tray.destroy();
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
    const [small, large] = nativeTheme.shouldUseDarkColors ? this.icons.dark : this.icons.light;
    const image = nativeImage.createFromDataURL(small);
    image.addRepresentation({ scaleFactor: 2, dataURL: large });
    return image;
  }
}
