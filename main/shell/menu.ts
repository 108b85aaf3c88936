import { Menu } from 'electron';

/**
 * The menu bar: hidden on Linux and Windows, but its keys work (copy, paste, quit). No key that one types into a
 * guest: Ctrl+W, Ctrl+M and Ctrl+Q mean something in a terminal.
 */
export function setMenu(actions: { readonly quit: () => void }): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: 'Paddock',
        submenu: [{ label: 'Quit', accelerator: 'CommandOrControl+Shift+Q', click: actions.quit }],
      },
      {
        label: 'Edit',
        submenu: [
          { role: 'undo' },
          { role: 'redo' },
          { type: 'separator' },
          { role: 'cut' },
          { role: 'copy' },
          { role: 'paste' },
          { role: 'selectAll' },
        ],
      },
    ]),
  );
}
