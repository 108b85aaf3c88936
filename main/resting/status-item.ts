import { interface as dbus } from 'dbus-next';
import type { Pixmap } from './icon';

const READ = dbus.ACCESS_READ;

export interface StatusItemOptions {
  readonly icon: readonly Pixmap[];
  /** Where on the bus the menu is. */
  readonly menu: string;
  /** It was clicked. `token`: what the panel gave for the window to come to the front with. */
  readonly activate: (token: string | null) => void;
}

/**
 * The tray's icon for the panel, which draws it: org.kde.StatusNotifierItem.
 *
 * Source: the StatusNotifierItem specification of freedesktop.org; the activation token is KDE's addition to it.
 */
export class StatusItem extends dbus.Interface {
  readonly Category = 'ApplicationStatus';
  readonly Id = 'paddock';
  readonly Title = 'Paddock';
  readonly Status = 'Active';
  readonly WindowId = 0;
  readonly IconName = '';
  readonly OverlayIconName = '';
  readonly AttentionIconName = '';
  readonly ItemIsMenu = false;
  readonly ToolTip: [string, Pixmap[], string, string] = ['', [], 'Paddock', ''];
  readonly Menu: string;
  IconPixmap: readonly Pixmap[];
  #token: string | null = null;

  constructor(private readonly options: StatusItemOptions) {
    super('org.kde.StatusNotifierItem');
    this.Menu = options.menu;
    this.IconPixmap = options.icon;
  }

  /** Shows another icon. */
  draw(icon: readonly Pixmap[]): void {
    this.IconPixmap = icon;
    this.NewIcon();
  }

  Activate(): void {
    this.options.activate(this.#token);
    this.#token = null;
  }

  SecondaryActivate(): void {
    this.Activate();
  }

  ContextMenu(): void {
    // The panel shows the menu by itself.
  }

  Scroll(): void {
    // There is nothing to scroll through.
  }

  ProvideXdgActivationToken(token: string): void {
    this.#token = token;
  }

  NewIcon(): void {
    // A signal without a value.
  }
}
StatusItem.configureMembers({
  properties: {
    Category: { signature: 's', access: READ },
    Id: { signature: 's', access: READ },
    Title: { signature: 's', access: READ },
    Status: { signature: 's', access: READ },
    WindowId: { signature: 'i', access: READ },
    IconName: { signature: 's', access: READ },
    OverlayIconName: { signature: 's', access: READ },
    AttentionIconName: { signature: 's', access: READ },
    IconPixmap: { signature: 'a(iiay)', access: READ },
    ToolTip: { signature: '(sa(iiay)ss)', access: READ },
    ItemIsMenu: { signature: 'b', access: READ },
    Menu: { signature: 'o', access: READ },
  },
  methods: {
    Activate: { inSignature: 'ii', outSignature: '' },
    SecondaryActivate: { inSignature: 'ii', outSignature: '' },
    ContextMenu: { inSignature: 'ii', outSignature: '' },
    Scroll: { inSignature: 'is', outSignature: '' },
    ProvideXdgActivationToken: { inSignature: 's', outSignature: '' },
  },
  signals: { NewIcon: { signature: '' } },
});
