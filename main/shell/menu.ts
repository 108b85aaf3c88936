import { Menu } from 'electron';
import type { Say } from './text/text';

/**
 * The menu bar: hidden on Linux and Windows, but its keys work (copy, paste, quit). No key that one types into a
 * guest: Ctrl+W, Ctrl+M and Ctrl+Q mean something in a terminal.
 */
export function setMenu(say: Say, actions: { readonly quit: () => void }): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: 'Paddock',
        submenu: [{ label: say('menu.quit'), accelerator: 'CommandOrControl+Shift+Q', click: actions.quit }],
      },
      {
        label: say('menu.edit'),
        submenu: [
          { role: 'undo', label: say('menu.undo') },
          { role: 'redo', label: say('menu.redo') },
          { type: 'separator' },
          { role: 'cut', label: say('menu.cut') },
          { role: 'copy', label: say('menu.copy') },
          { role: 'paste', label: say('menu.paste') },
          { role: 'selectAll', label: say('menu.selectAll') },
        ],
      },
    ]),
  );
}
