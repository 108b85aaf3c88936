import type { Told } from '../teller';

/** OpenVZ: what the driver says. What its programs' exit codes mean is in `openvz-errors.ts`. */
export const openvz: Told = {
  'where OpenVZ is': 'wo OpenVZ ist',
  '{found} is not OpenVZ’s {program}.': '{found} ist nicht das {program} von OpenVZ.',
  '{folder} is not the folder of OpenVZ’s configurations.':
    '{folder} ist nicht der Ordner der Konfigurationen von OpenVZ.',
  'There is no {settings}.': 'Es gibt kein {settings}.',
  'There is no such folder.': 'Einen solchen Ordner gibt es nicht.',
  'Choose the folder that holds CTID.conf files; vz.conf is beside it.':
    'Den Ordner wählen, in dem die Dateien CTID.conf liegen; vz.conf liegt daneben.',
  'The machine’s container is not where OpenVZ keeps its containers now.':
    'Der Container der Maschine liegt nicht dort, wo OpenVZ seine Container jetzt hat.',
  'Container {ctid} was in {folder}.': 'Container {ctid} war in {folder}.',
  'Choose that folder in the settings again; the container is left as it is.':
    'Diesen Ordner in den Einstellungen wieder wählen; der Container bleibt, wie er ist.',
  'OpenVZ could not {doing*}.': 'OpenVZ ist es nicht gelungen, {doing}.',
  'Waiting for {holder*}': 'Wartet auf {holder}',
  'process {pid}': 'Prozess {pid}',
  '“{command}” (process {pid})': '„{command}“ (Prozess {pid})',
  'the containers': 'die Container',
  'what was written of it': 'was darüber geschrieben wurde',
  'what OpenVZ says': 'was OpenVZ sagt',
  'OpenVZ is not installed, or can’t be used.': 'OpenVZ ist nicht installiert oder nicht verwendbar.',
  'The kernel is not OpenVZ’s': 'Der Kernel ist nicht der von OpenVZ',
  '{why*}, so containers can’t be paused.': '{why}, deshalb lassen sich Container nicht anhalten.',
  '{why*}: saving a container needs the program criu.':
    '{why}: Um einen Container zu sichern, braucht es das Programm criu.',
  'OpenVZ was not found.': 'OpenVZ wurde nicht gefunden.',
  'OpenVZ takes snapshots only of machines whose files are in an image file (ploop).':
    'OpenVZ erstellt Snapshots nur von Maschinen, deren Dateien in einer Abbilddatei liegen (ploop).',
  'OpenVZ does not have this snapshot any more.': 'OpenVZ hat diesen Snapshot nicht mehr.',
  'None of container {ctid} has the identity {identity}: another program deleted it.':
    'Keiner des Containers {ctid} hat die Kennung {identity}: Ein anderes Programm hat ihn gelöscht.',
  'Going on from where it was saved': 'Läuft dort weiter, wo sie gesichert wurde',
  'Writing its processes to the drive': 'Schreibt ihre Prozesse auf das Laufwerk',
  'Unpacking the OS template': 'Entpackt die OS-Vorlage',
  'Setting its limits': 'Setzt ihre Grenzen',
  'Copying its files': 'Kopiert ihre Dateien',
  'Mount its files': 'Ihre Dateien einhängen',
  'Its root file system can be looked at on this computer without starting it.':
    'Ihr Wurzeldateisystem lässt sich auf diesem Computer ansehen, ohne sie zu starten.',
  'Unmount its files': 'Ihre Dateien aushängen',
  'Undoes that; a machine that ended by itself stays mounted as well.':
    'Macht das rückgängig; auch eine Maschine, die von selbst endete, bleibt eingehängt.',
  'limit of disk space': 'Grenze des Speicherplatzes',
  'limit of files': 'Grenze der Dateien',
  'host name': 'Rechnername',
  'name servers': 'Nameserver',
  'choice whether it starts with the computer': 'Angabe, ob er mit dem Computer startet',
  'OpenVZ can’t take a container’s {what*} away again.':
    'OpenVZ kann einem Container dies nicht wieder nehmen: {what}.',
  'Its tools can only put another in its place.':
    'Seine Werkzeuge können nur etwas anderes an die Stelle setzen.',
  'Give another one, or leave it as it is.': 'Etwas anderes angeben, oder es lassen, wie es ist.',
  'OpenVZ knows no such container any more.': 'OpenVZ kennt diesen Container nicht mehr.',
  'There is none with the number {ctid}, or its files are gone.':
    'Es gibt keinen mit der Nummer {ctid}, oder seine Dateien sind weg.',
  'OpenVZ has another container with the number {ctid} by now.':
    'OpenVZ hat inzwischen einen anderen Container mit der Nummer {ctid}.',
  'Another tool deleted this machine’s and made that one: neither its name nor its files are those of then.':
    'Ein anderes Werkzeug hat den Container dieser Maschine gelöscht und jenen erstellt: Weder sein Name noch seine Dateien sind die von damals.',
  'Delete the machine here; the other container is left as it is.':
    'Die Maschine hier löschen; der andere Container bleibt, wie er ist.',
  'What OpenVZ tells of container {ctid} can’t be read.':
    'Was OpenVZ über den Container {ctid} sagt, ist nicht lesbar.',
  'Look at what “vzlist -a -j” prints of it.': 'Ansehen, was „vzlist -a -j“ darüber ausgibt.',
  'Look whether its files are whole, and what its first program needs.':
    'Nachsehen, ob ihre Dateien vollständig sind und was ihr erstes Programm braucht.',
  'OpenVZ’s tools (vzctl) were not found.': 'Die Werkzeuge von OpenVZ (vzctl) wurden nicht gefunden.',
  'OpenVZ was found, but its tools work for root alone: Paddock does not run as root.':
    'OpenVZ wurde gefunden, aber seine Werkzeuge arbeiten nur für root, und Paddock läuft nicht als root.',
  'OpenVZ was found, but its settings ({file}) can’t be read.':
    'OpenVZ wurde gefunden, aber seine Einstellungen ({file}) sind nicht lesbar.',
  'OpenVZ’s vzctl was found, but not its vzlist.':
    'Das vzctl von OpenVZ wurde gefunden, sein vzlist aber nicht.',
  'OpenVZ was found, but does not work: {problem*}':
    'OpenVZ wurde gefunden, funktioniert aber nicht: {problem}',
  'Install OpenVZ’s tools, or start Paddock as root, then look again.':
    'Die Werkzeuge von OpenVZ installieren oder Paddock als root starten, dann noch einmal nachsehen.',
  'OpenVZ’s own kernel runs: containers can be paused, saved and moved.':
    'Der Kernel von OpenVZ läuft: Container lassen sich anhalten, sichern und verschieben.',
  'The kernel is not OpenVZ’s: containers can’t be paused, have no limits of disk space and no image files (ploop).':
    'Der Kernel ist nicht der von OpenVZ: Container lassen sich nicht anhalten, haben keine Grenzen des Speicherplatzes und keine Abbilddateien (ploop).',
  'They can’t be saved either: that needs the program criu.':
    'Auch sichern lassen sie sich nicht: Das braucht das Programm criu.',
  '{holder*} holds its lock; it was waited for {seconds} s.':
    '{holder} hält seine Sperre; darauf wurde {seconds} s gewartet.',
  'One that could not be found': 'Eines, das nicht zu finden war,',
  'Wait until that program is done, or end it, and try again.':
    'Warten, bis jenes Programm fertig ist, oder es beenden, und es noch einmal versuchen.',
  'OpenVZ says that the container is {state}.': 'OpenVZ nennt den Zustand des Containers „{state}“.',
  'That did not come to an end.': 'Das nahm kein Ende.',
  'Look again in a while.': 'Nach einer Weile noch einmal nachsehen.',
  'OpenVZ 7 keeps the files of a container in an image file always.':
    'OpenVZ 7 bewahrt die Dateien eines Containers immer in einer Abbilddatei auf.',
  'Choose an image file (ploop).': 'Eine Abbilddatei wählen (ploop).',
  'Set it with “prlctl set --swap”.': 'Ihn mit „prlctl set --swap“ einstellen.',
  'OpenVZ 7 does not tell a container’s swap, so Paddock leaves it alone.':
    'OpenVZ 7 nennt den Auslagerungsspeicher eines Containers nicht, deshalb lässt Paddock ihn in Ruhe.',
  'OpenVZ 7 has no limit of files: they are in an image file.':
    'OpenVZ 7 kennt keine Grenze der Dateien: Sie liegen in einer Abbilddatei.',
  'Limit the disk space.': 'Den Speicherplatz begrenzen.',
  'OpenVZ 7 limits the memory of each container.': 'OpenVZ 7 begrenzt den Arbeitsspeicher jedes Containers.',
  'Say how much it may take.': 'Angeben, wie viel er belegen darf.',
  'Its tools write names and descriptions without escaping quotes in them.':
    'Seine Werkzeuge schreiben Namen und Beschreibungen, ohne Anführungszeichen darin zu schützen.',
  'Take quotes and backslashes out of its name and its description.':
    'Anführungszeichen und umgekehrte Schrägstriche aus Name und Beschreibung entfernen.',

  // after „OpenVZ ist es nicht gelungen,“
  'list the containers: what prlctl printed can’t be read':
    'die Container aufzulisten: Die Ausgabe von prlctl ist nicht lesbar',
  'change the container': 'den Container zu ändern',
  'undo the change': 'die Änderung rückgängig zu machen',
  'save the container': 'den Container zu sichern',
  'mount the container’s files': 'die Dateien des Containers einzuhängen',
  'unmount the container’s files': 'die Dateien des Containers auszuhängen',
  'list the snapshots': 'die Snapshots aufzulisten',
  'look at a snapshot': 'einen Snapshot anzusehen',
  'tell what the container is doing': 'zu sagen, was der Container tut',
  'copy the container’s files': 'die Dateien des Containers zu kopieren',
  'run the command': 'den Befehl auszuführen',
};
