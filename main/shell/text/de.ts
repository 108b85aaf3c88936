import type { Translation } from '../../../text/message';
import type { en } from './en';

/** The same in German, in the words of the window's glossary (`renderer/text/de.ts`). */
export const de: Translation<typeof en> = {
  'tray.open': 'Paddock öffnen',
  'tray.nothing': 'Keine Maschine läuft',
  'tray.more': '{count} weitere …',
  'tray.suspendAll': 'Alle anhalten',
  'tray.create': 'Neue Maschine …',
  'tray.quit': 'Beenden (Maschinen laufen weiter)',
  'tray.console': 'Konsole öffnen',
  'tray.start': 'Starten',
  'tray.suspend': 'Anhalten',
  'tray.resume': 'Fortsetzen',
  'tray.shutdown': 'Herunterfahren',
  'tray.destroy': 'Ausschalten erzwingen',

  'confirm.destroy': 'Ausschalten von „{name}“ erzwingen?',
  'confirm.destroyWhat':
    'Sie hält sofort an, als würde der Stecker gezogen. Was darin nicht gespeichert war, ist verloren.',
  'confirm.cancel': 'Abbrechen',

  'notice.crashed': '„{name}“ ist abgestürzt.',
  'notice.define': '„{name}“ wurde erstellt.',
  'notice.start': '„{name}“ läuft.',
  'notice.shutdown': '„{name}“ ist aus.',
  'notice.reboot': '„{name}“ wurde neu gestartet.',
  'notice.save': '„{name}“ ist auf dem Datenträger gesichert.',
  'notice.clone': '„{name}“ wurde kopiert.',
  'notice.snapshot-create': '„{name}“ hat einen neuen Snapshot.',
  'notice.snapshot-revert': '„{name}“ ist wieder auf dem Stand des Snapshots.',
  'notice.notOpened': 'Das Fenster ließ sich nicht öffnen. Hier klicken, um es noch einmal zu versuchen.',

  'menu.quit': 'Beenden',
  'menu.edit': 'Bearbeiten',
  'menu.undo': 'Rückgängig',
  'menu.redo': 'Wiederholen',
  'menu.cut': 'Ausschneiden',
  'menu.copy': 'Kopieren',
  'menu.paste': 'Einfügen',
  'menu.selectAll': 'Alles auswählen',

  'file.all': 'Alle Dateien',
  'file.iso': 'Installationsabbilder',
  'file.disk': 'Datenträgerabbilder',
  'file.archive': 'Archive',
  'file.import': 'Maschinen und Datenträgerabbilder',
  'file.picture': 'PNG-Bilder',
  'file.text': 'Textdateien',
};
