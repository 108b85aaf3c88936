import type { Translation } from '../../../text/message';
import type { settings as english } from '../en/settings';

/** Of the settings, and the report made there. */
export const settings: Translation<typeof english> = {
  'settings.title': 'Einstellungen',
  'settings.sections': 'Bereiche der Einstellungen',
  'settings.look': 'Aussehen',
  'settings.theme': 'Farbschema',
  'settings.theme.system': 'Wie der Desktop',
  'settings.theme.light': 'Hell',
  'settings.theme.dark': 'Dunkel',
  'settings.language': 'Sprache',
  'settings.language.system': 'Wie der Desktop',
  'settings.language.en': 'English',
  'settings.language.de': 'Deutsch',
  'settings.zoom': 'Größe von allem',
  'settings.zoomHint': 'Strg++ und Strg+- ändern sie überall, Strg+0 setzt sie zurück.',
  'settings.window': 'Start und Fenster',
  'settings.closeToTray': 'Nach dem Schließen des Fensters im Infobereich bleiben',
  'settings.closeToTrayHint':
    'Sonst beendet das Schließen des Fensters Paddock. Maschinen laufen in jedem Fall weiter.',
  'settings.startAtLogin': 'Bei der Anmeldung starten',
  'settings.startAtLoginHint':
    'Paddock startet bei der Anmeldung im Infobereich, und damit die Maschinen, die mit Paddock starten.',
  'settings.demo': 'Demo-Maschinen zeigen',
  'settings.demoHint':
    'Simulierte Maschinen in jedem Zustand. Sie sind nur im Arbeitsspeicher und verschwinden beim Ausschalten.',
  'settings.asking': 'Nachfragen vor',
  'settings.confirmDestroy': 'Ausschalten einer Maschine erzwingen',
  'settings.confirmDestroyHint': 'Was darin nicht gespeichert war, ist verloren.',
  'settings.confirmReset': 'Zurücksetzen einer Maschine',
  'settings.confirmResetHint': 'Was darin nicht gespeichert war, ist verloren.',
  'settings.confirmUndefine': 'Löschen einer Maschine',
  'settings.confirmUndefineHint':
    'Sie kommt in den Papierkorb und lässt sich 30 Tage lang wiederherstellen. Vor Unwiderruflichem wird immer gefragt.',
  'settings.newMachines': 'Neue Maschinen',
  'settings.newMachinesText':
    'Womit das Formular beginnt. Ein erkanntes System bekommt mehr, wo es mehr verlangt.',
  'settings.newMemoryMiB': 'Arbeitsspeicher',
  'settings.newCpus': 'CPUs',
  'settings.newDiskGiB': 'Größe eines neuen Datenträgers',
  'settings.usual': 'Wenn leer: {usual}',
  'settings.diskFolder': 'Ordner für neue Datenträger',
  'settings.diskFolderHint':
    'Für Maschinen von QEMU; jede bekommt darin einen eigenen Ordner. Vorhandene Datenträger bleiben, wo sie sind.',
  'settings.diskFolderUsual': 'Der von Paddock',
  'settings.programUsual': 'Nach dem Namen gefunden',
  'settings.path.clear': 'Auf das Übliche zurücksetzen: {what}',
  'settings.checking': 'Wird angesehen …',
  'settings.programs': 'Programme',
  'settings.qemuSystem': 'QEMU (qemu-system-x86_64)',
  'settings.qemuImg': 'qemu-img',
  'settings.foundProgram': 'Version {version}, {path}',
  'settings.hypervisors': 'Hypervisoren',
  'settings.servers': 'Server anderswo',
  'settings.about': 'Über Paddock',
  'settings.version': 'Paddock',
  'settings.electron': 'Electron',
  'settings.chrome': 'Chromium',
  'settings.node': 'Node.js',
  'settings.platform': 'Plattform',
  'settings.sandbox': 'Sandbox',
  'settings.sandboxOn': 'Ein',
  'settings.sandboxOff': 'Aus: als root ist die Sandbox von Chromium nicht nutzbar',

  'report.open': 'Bericht für andere …',
  'report.hint':
    'Versionen, Hypervisoren, Einstellungen, Anzahlen und das Protokoll: wonach Helfende fragen.',
  'report.title': 'Bericht',
  'report.what':
    'Das ist alles, was weitergegeben würde. Namen von Maschinen, Personen und diesem Computer fehlen darin, ebenso Passwörter und Schlüssel; trotzdem bitte durchsehen.',
  'report.making': 'Wird zusammengestellt …',
  'report.copy': 'Bericht kopieren',
  'report.save': 'In eine Datei speichern …',
};
