import type { Translation } from '../../../text/message';
import type { snapshots as english } from '../en/snapshots';

/** Of a machine’s snapshots. */
export const snapshots: Translation<typeof english> = {
  'snapshots.none': 'Noch keine Snapshots',
  'snapshots.noneHint':
    'Ein Snapshot behält die Maschine, wie sie jetzt ist: dorthin führt ein Weg zurück, was auch geschieht.',
  'snapshots.lead': 'Jeder behält die Maschine, wie sie damals war; die unteren bauen auf dem darüber auf.',
  'snapshots.take': 'Snapshot erstellen …',
  'snapshots.takeTitle': 'Snapshot von „{name}“ erstellen',
  'snapshots.takeRunning':
    'Sie läuft: auch ihr Arbeitsspeicher wird behalten, und sie steht einen Moment still.',
  'snapshots.takePaused': 'Sie ist angehalten: auch ihr Arbeitsspeicher wird behalten.',
  'snapshots.takeNoMemory.disks':
    'Sie läuft: ihre Datenträger werden behalten, wie sie in dem Moment sind, ihr Arbeitsspeicher nicht.',
  'snapshots.takeNoMemory.files':
    'Sie läuft: ihre Dateien werden behalten, wie sie in dem Moment sind, ihr Arbeitsspeicher nicht.',
  'snapshots.takeOff.disks': 'Sie ist aus: ihre Datenträger werden behalten, wie sie sind.',
  'snapshots.takeOff.files': 'Sie ist aus: ihre Dateien werden behalten, wie sie sind.',
  'snapshots.takeConfirm': 'Erstellen',
  'snapshots.taken': 'Der Snapshot „{name}“ wurde erstellt.',
  'snapshots.defaultName': 'Snapshot {number}',
  'snapshots.nameTaken': 'Es gibt bereits einen Snapshot „{name}“.',
  'snapshots.nameless': 'Ein Snapshot braucht einen Namen.',
  'snapshots.note': 'Notiz',
  'snapshots.withMemory': 'Mit Arbeitsspeicher',
  'snapshots.withMemoryHint':
    'Im laufenden Betrieb erstellt: nach der Rückkehr läuft die Maschine von dort weiter.',
  'snapshots.paused': 'Mit Arbeitsspeicher, angehalten',
  'snapshots.pausedHint': 'Angehalten erstellt: nach der Rückkehr ist die Maschine wieder angehalten.',
  'snapshots.disks': 'Datenträger {size}',
  'snapshots.files': 'Dateien {size}',
  'snapshots.memory': 'Arbeitsspeicher {size}',
  'snapshots.pictureOf': 'Was bei „{name}“ zu sehen war',
  'snapshots.now': 'Jetzt: {state}',
  'snapshots.actionsOf': 'Mehr zum Snapshot „{name}“',
  'snapshots.edit': 'Umbenennen …',
  'snapshots.editTitle': '„{name}“ umbenennen',
  'snapshots.branch': 'Neue Maschine daraus …',
  'snapshots.branchTitle': 'Neue Maschine aus „{name}“',
  'snapshots.branchWhat.disks':
    'Sie bekommt eigene Datenträger, wie sie damals waren, und die Einstellungen von damals.',
  'snapshots.branchWhat.files':
    'Sie bekommt eigene Dateien, wie sie damals waren, und die Einstellungen von damals.',
  'snapshots.branchOff':
    'Der Arbeitsspeicher wird nicht übernommen: sie startet wie nach einem Stromausfall.',
  'snapshots.branchName': 'Name der neuen Maschine',
  'snapshots.branchConfirm': 'Erstellen',
  'snapshots.deleteMenu': 'Löschen …',
  'snapshots.convert': '{name} in qcow2 konvertieren …',
  'snapshots.here': 'Hier ist die Maschine',
  'snapshots.revert': 'Zurückkehren',
  'snapshots.revertTitle': 'Zu „{name}“ zurückkehren?',
  'snapshots.revertWhat.disks':
    'Was seither geschah, geht verloren: Datenträger, Arbeitsspeicher und Einstellungen werden wie damals. Ein Snapshot vorher behält es.',
  'snapshots.revertWhat.files':
    'Was seither geschah, geht verloren: Dateien, Arbeitsspeicher und Einstellungen werden wie damals. Ein Snapshot vorher behält es.',
  'snapshots.revertRuns': 'Die Maschine läuft von dort weiter.',
  'snapshots.revertPaused': 'Die Maschine ist danach angehalten, wie sie es damals war.',
  'snapshots.revertOff': 'Die Maschine ist danach aus: dieser Snapshot enthält keinen Arbeitsspeicher.',
  'snapshots.revertDone': 'Die Maschine ist wieder bei „{name}“.',
  'snapshots.delete': 'Löschen',
  'snapshots.deleteTitle': 'Snapshot „{name}“ löschen?',
  'snapshots.deleteWhat':
    'Weder die Maschine noch ihre anderen Snapshots ändern sich; nur eine Rückkehr hierher ist nicht mehr möglich. Das lässt sich nicht rückgängig machen.',
  'snapshots.deleteDone': 'Den Snapshot „{name}“ gibt es nicht mehr.',
};
