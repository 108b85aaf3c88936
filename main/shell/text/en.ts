import type { Catalogue } from '../../../text/message';

/** What the desktop shows of Paddock outside its window, in English. */
export const en = {
  'tray.open': 'Open Paddock',
  'tray.nothing': 'No machine is running',
  'tray.more': '{count} more…',
  'tray.suspendAll': 'Pause all',
  'tray.create': 'New machine…',
  'tray.quit': 'Quit (machines run on)',
  'tray.console': 'Open console',
  'tray.start': 'Start',
  'tray.suspend': 'Pause',
  'tray.resume': 'Resume',
  'tray.shutdown': 'Shut down',
  'tray.destroy': 'Force off',

  'confirm.destroy': 'Force “{name}” off?',
  'confirm.destroyWhat': 'It stops at once, as if its plug were pulled. What was not saved inside is lost.',
  'confirm.cancel': 'Cancel',

  'notice.crashed': '“{name}” has crashed.',
  'notice.define': '“{name}” was created.',
  'notice.start': '“{name}” is running.',
  'notice.shutdown': '“{name}” is off.',
  'notice.reboot': '“{name}” has restarted.',
  'notice.save': '“{name}” is saved to disk.',
  'notice.clone': '“{name}” was copied.',
  'notice.snapshot-create': '“{name}” has a new snapshot.',
  'notice.snapshot-revert': '“{name}” is back at its snapshot.',
  'notice.notOpened': 'The window could not be opened. Click here to try again.',

  'menu.quit': 'Quit',
  'menu.edit': 'Edit',
  'menu.undo': 'Undo',
  'menu.redo': 'Redo',
  'menu.cut': 'Cut',
  'menu.copy': 'Copy',
  'menu.paste': 'Paste',
  'menu.selectAll': 'Select all',

  'file.all': 'All files',
  'file.iso': 'Installation images',
  'file.disk': 'Disk images',
  'file.archive': 'Archives',
  'file.import': 'Machines and disk images',
  'file.picture': 'PNG pictures',
  'file.text': 'Text files',
} as const satisfies Catalogue;
