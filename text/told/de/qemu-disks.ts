import type { Told } from '../teller';

/** QEMU's disks: images, what saves and snapshots keep in them, and what is done with them. */
export const qemuDisks: Told = {
  'Copying the image': 'Kopiert das Abbild',
  'Comparing the copy': 'Vergleicht die Kopie',
  'Writing the disk': 'Schreibt den Datenträger',
  'Comparing it with the first': 'Vergleicht ihn mit dem ersten',
  'Enlarging the disk': 'Vergrößert den Datenträger',
  'Looking at the other disk': 'Sieht den anderen Datenträger an',
  'Checking the disk': 'Prüft den Datenträger',
  'Mending the disk': 'Repariert den Datenträger',
  'Making the linked disks': 'Legt die verknüpften Datenträger an',

  'Delete a disk that was taken out': 'Einen herausgenommenen Datenträger löschen',
  'It was made for this machine, and stands in it no more.':
    'Er wurde für diese Maschine angelegt und steckt nicht mehr darin.',
  Disk: 'Datenträger',
  'What is on it is lost for good.': 'Was darauf ist, ist endgültig verloren.',
  'This disk is still needed.': 'Dieser Datenträger wird noch gebraucht.',
  'The snapshot “{name}” goes back to it.': 'Der Snapshot „{name}“ kehrt zu ihm zurück.',
  'The machine runs with it, or was saved with it.': 'Die Maschine läuft damit oder wurde damit gesichert.',
  '“{machine}” uses it.': '„{machine}“ verwendet ihn.',
  'Delete what needs it first, or keep the disk.':
    'Zuerst löschen, was ihn braucht, oder den Datenträger behalten.',

  'What qemu-img tells of the disk can’t be understood.':
    'Was qemu-img über den Datenträger sagt, ist nicht zu verstehen.',
  'A disk of the format {format} can’t be used as it is.':
    'Ein Datenträger im Format {format} ist nicht verwendbar, wie er ist.',
  'Machines write qcow2 and raw disks.': 'Maschinen schreiben qcow2- und raw-Datenträger.',
  'Convert a copy of it to qcow2, and choose that.': 'Eine Kopie davon in qcow2 umwandeln und diese wählen.',
  'Disks can’t be handled: the program qemu-img is not installed.':
    'Datenträger lassen sich nicht bearbeiten: Das Programm qemu-img ist nicht installiert.',
  'Install the package that holds it (qemu-utils or qemu-img), then try again.':
    'Das Paket installieren, das es enthält (qemu-utils oder qemu-img), und es noch einmal versuchen.',
  'The program qemu-img is not installed: no disks can be made or looked at.':
    'Das Programm qemu-img ist nicht installiert: Datenträger lassen sich weder anlegen noch ansehen.',
  'A disk of the format {format} can’t be checked.':
    'Ein Datenträger im Format {format} lässt sich nicht prüfen.',
  'It has no tables that could be wrong.': 'Er hat keine Tabellen, die falsch sein könnten.',
  'Check the file system inside the machine instead.': 'Stattdessen das Dateisystem in der Maschine prüfen.',
  'the program {program} (process {pid})': 'das Programm {program} (Prozess {pid})',
  'the machine “{machine}” (process {pid})': 'die Maschine „{machine}“ (Prozess {pid})',
  'A disk of the machine is in use by {holder*}.': 'Ein Datenträger der Maschine ist in Gebrauch: {holder}.',
  'It has {path} open; two that write one disk would destroy it.':
    '{path} ist dort geöffnet; zwei, die einen Datenträger beschreiben, würden ihn zerstören.',
  'The machine has no disk “{id}”.': 'Die Maschine hat keinen Datenträger „{id}“.',
  'Look at its list of disks again.': 'Die Liste ihrer Datenträger noch einmal ansehen.',
  'It stands on this disk itself.': 'Er beruht selbst auf diesem Datenträger.',
  'It is larger than the disk that should stand on it.':
    'Er ist größer als der Datenträger, der auf ihm beruhen soll.',
  'This is not the disk that it stood on.': 'Das ist nicht der Datenträger, auf dem er beruhte.',
  'Choose the file that was moved.': 'Die Datei wählen, die verschoben wurde.',
  'A disk’s size is a whole number of sectors of 512 bytes.':
    'Die Größe eines Datenträgers ist eine ganze Zahl von Sektoren zu 512 Bytes.',
  'A disk can’t be made smaller.': 'Ein Datenträger lässt sich nicht verkleinern.',
  'It has {bytes} bytes; what lies at its end would be lost.':
    'Er hat {bytes} Bytes; was an seinem Ende liegt, ginge verloren.',
  'Give a larger size. To save space on the drive, compact the disk.':
    'Eine größere Größe angeben. Um auf dem Laufwerk Platz zu sparen, den Datenträger verdichten.',
  'A disk can’t have this size.': 'Diese Größe kann ein Datenträger nicht haben.',
  'Give another size.': 'Eine andere Größe angeben.',
  'What was written is not what was read.': 'Was geschrieben wurde, ist nicht, was gelesen wurde.',
  'Look at the health of the drive, and make a copy of what matters; the disk itself is unchanged.':
    'Den Zustand des Laufwerks prüfen und Wichtiges kopieren; der Datenträger selbst ist unverändert.',
  'The disk can’t be smaller than the image that is copied into it.':
    'Der Datenträger kann nicht kleiner sein als das Abbild, das hineinkopiert wird.',
  'The image has {bytes} bytes, the disk would have {wanted}.':
    'Das Abbild hat {bytes} Bytes, der Datenträger hätte {wanted}.',
  'Choose at least the size of the image.': 'Mindestens die Größe des Abbilds wählen.',

  'What was set in its UEFI is not taken over: it starts with a fresh one.':
    'Was in ihrem UEFI eingestellt war, wird nicht übernommen: Sie beginnt mit einem frischen.',
  'What is in its TPM is not taken over: it gets a fresh one.':
    'Was in ihrem TPM liegt, wird nicht übernommen: Sie bekommt ein frisches.',
  'The machine can’t be taken over.': 'Die Maschine lässt sich nicht übernehmen.',
  'Create a machine with its disk instead.': 'Stattdessen eine Maschine mit ihrem Datenträger erstellen.',
  'The machine is one for {architecture} processors.':
    'Die Maschine ist für Prozessoren der Art {architecture}.',
  'Paddock runs machines of the type {machine} here.': 'Paddock führt hier Maschinen der Art {machine} aus.',
  'Run it on a computer with that kind of processor.':
    'Sie auf einem Computer mit einem solchen Prozessor ausführen.',

  'Its disk “{id}” is an NVMe one, whose state can’t be written down.':
    'Ihr Datenträger „{id}“ ist ein NVMe-Laufwerk, dessen Zustand sich nicht sichern lässt.',
  'Its folder “{tag}” is shared by virtiofs, whose state can’t be written down.':
    'Ihr Ordner „{tag}“ ist über virtiofs geteilt, dessen Zustand sich nicht sichern lässt.',
  'The memory of this machine can’t be saved.':
    'Der Arbeitsspeicher dieser Maschine lässt sich nicht sichern.',
  'Shut the machine down instead, or put the disk on another bus.':
    'Die Maschine stattdessen herunterfahren, oder den Datenträger an einen anderen Bus hängen.',
  'Shut the machine down instead, or share the folder by 9p.':
    'Die Maschine stattdessen herunterfahren, oder den Ordner über 9p teilen.',
  'QEMU could not move the machine’s memory.': 'QEMU konnte den Arbeitsspeicher der Maschine nicht verlegen.',
  'Look whether the drive is full; the machine is as it was before.':
    'Nachsehen, ob das Laufwerk voll ist; die Maschine ist, wie sie vorher war.',
  'It has no disk that could hold a snapshot.':
    'Sie hat keinen Datenträger, der einen Snapshot aufnehmen könnte.',
  'Its disk {file} is a raw one, which can’t hold snapshots.':
    'Ihr Datenträger {file} ist ein raw-Datenträger, der keine Snapshots aufnehmen kann.',
  'Look whether the drive that holds its disk is full, then try again.':
    'Nachsehen, ob das Laufwerk mit ihrem Datenträger voll ist, dann noch einmal versuchen.',
  'This snapshot is not in the machine’s disk any more.':
    'Dieser Snapshot ist nicht mehr im Datenträger der Maschine.',
  '{path} holds no snapshot {tag}: another program deleted it, or the disk was replaced.':
    '{path} enthält keinen Snapshot {tag}: Ein anderes Programm hat ihn gelöscht, oder der Datenträger wurde ersetzt.',
  'The memory of this snapshot is not there any more.':
    'Der Arbeitsspeicher dieses Snapshots ist nicht mehr da.',
  'There is no file {path}: another program deleted or moved it.':
    'Es gibt keine Datei {path}: Ein anderes Programm hat sie gelöscht oder verschoben.',
  'Put it back; or copy the machine as it was at this snapshot, which needs its disks alone. Nothing was changed.':
    'Die Datei zurücklegen; oder die Maschine kopieren, wie sie bei diesem Snapshot war: Das braucht nur ihre Datenträger. Es wurde nichts geändert.',
};
