import type { Told } from '../teller';

/** Files, drives and programs of this computer. */
export const files: Told = {
  'Paddock ran into an error of its own.': 'In Paddock selbst ist ein Fehler aufgetreten.',
  'Copy the details and report them; your machines are not touched by it.':
    'Die Einzelheiten kopieren und melden; die Maschinen sind davon nicht betroffen.',
  'A file': 'Eine Datei',
  'a file': 'eine Datei',
  'The file': 'Die Datei',
  'The folder': 'Der Ordner',
  '{path*} is not there.': '{path} ist nicht da.',
  'It was moved, renamed or deleted, or its drive is not connected.':
    'Die Datei wurde verschoben, umbenannt oder gelöscht, oder ihr Laufwerk ist nicht angeschlossen.',
  'Put it back or choose another file.': 'Sie zurücklegen oder eine andere Datei wählen.',
  '{path*} can’t be there.': '{path} kann dort nicht liegen.',
  'Something in its path is a file, not a folder.': 'Etwas in ihrem Pfad ist eine Datei und kein Ordner.',
  'Move that file out of the way or choose another folder.':
    'Jene Datei verschieben oder einen anderen Ordner wählen.',
  'Paddock may not open {path*}.': 'Paddock darf nicht öffnen: {path}.',
  'Your user account lacks the permission.': 'Dem Benutzerkonto fehlt die Berechtigung.',
  'Change the permissions of the file and of the folders above it, or choose another file.':
    'Die Rechte der Datei und der Ordner darüber ändern, oder eine andere Datei wählen.',
  '{path*} can only be read.': '{path} ist nur lesbar.',
  'Its drive is mounted read-only.': 'Das Laufwerk ist nur zum Lesen eingehängt.',
  'Choose a folder that can be written to.': 'Einen Ordner wählen, in den geschrieben werden kann.',
  'There is no space left on the disk.': 'Auf dem Laufwerk ist kein Platz mehr.',
  '{path} could not be written.': '{path} konnte nicht geschrieben werden.',
  'Free some space and try again; what was there before is unchanged.':
    'Platz schaffen und es noch einmal versuchen; was vorher da war, ist unverändert.',
  'Free some space and try again.': 'Platz schaffen und es noch einmal versuchen.',
  'The drive reported an error.': 'Das Laufwerk hat einen Fehler gemeldet.',
  '{path} could not be read or written.': '{path} konnte nicht gelesen oder geschrieben werden.',
  'Look at the health of the drive and make a copy of what matters; what was there before is unchanged.':
    'Den Zustand des Laufwerks prüfen und Wichtiges kopieren; was vorher da war, ist unverändert.',
  '{path*} exists already.': '{path} gibt es bereits.',
  'Choose another name; Paddock does not overwrite files.':
    'Einen anderen Namen wählen; Paddock überschreibt keine Dateien.',
  'The name is too long for this drive.': 'Der Name ist für dieses Laufwerk zu lang.',
  'No file can be called {path}.': 'Keine Datei kann so heißen: {path}.',
  'Choose a shorter name.': 'Einen kürzeren Namen wählen.',
  '{path} is no disk image.': '{path} ist kein Datenträgerabbild.',
  'A raw disk is made of whole sectors of {sector} bytes; this file has {bytes} bytes.':
    'Ein raw-Datenträger besteht aus ganzen Sektoren von {sector} Byte; diese Datei hat {bytes} Byte.',
  'Choose a disk image.': 'Ein Datenträgerabbild wählen.',
  '{path} is no installation image.': '{path} ist kein Installationsabbild.',
  'It has {bytes} bytes; no CD is that small.': 'Es hat {bytes} Byte; so klein ist keine CD.',
  'Choose an installation image.': 'Ein Installationsabbild wählen.',
  '{path} is packed.': '{path} ist gepackt.',
  'It is an archive ({what}), not the image itself.': 'Es ist ein Archiv ({what}), nicht das Abbild selbst.',
  'Unpack it and choose what was in it. An OVA is taken over by importing it.':
    'Es auspacken und wählen, was darin war. Eine OVA wird durch Importieren übernommen.',
  '{path} is not a file.': '{path} ist keine Datei.',
  '{path} is not a folder.': '{path} ist kein Ordner.',
  '{path} is not a file of Paddock’s.': '{path} ist keine Datei von Paddock.',
  'Nothing can be made in {path}.': 'In {path} lässt sich nichts anlegen.',
  '{path} is not a whole path.': '{path} ist kein vollständiger Pfad.',
  'Write it from the / on.': 'Ihn vom / an schreiben.',
  'It is a folder.': 'Es ist ein Ordner.',
  'It is a special file.': 'Es ist eine besondere Datei.',
  'It is a device or another special file.': 'Es ist ein Gerät oder eine andere besondere Datei.',
  'Choose a file.': 'Eine Datei wählen.',
  'Choose a folder.': 'Einen Ordner wählen.',
  '{path} is a folder.': '{path} ist ein Ordner.',
  '{path} is no program.': '{path} ist kein Programm.',
  'Choose the program itself, a file.': 'Das Programm selbst wählen, eine Datei.',
  '{path} may not be run.': '{path} darf nicht ausgeführt werden.',
  'Choose a program, or change the permissions of this file.':
    'Ein Programm wählen oder die Rechte dieser Datei ändern.',
  '{path} is a file, not a folder.': '{path} ist eine Datei und kein Ordner.',
  'Choose the folder that it is in, or another.': 'Den Ordner wählen, in dem sie liegt, oder einen anderen.',

  'The program “{file}” can’t be started.': 'Das Programm „{file}“ lässt sich nicht starten.',
  'It is not there, or you may not run it.': 'Es ist nicht da oder darf nicht ausgeführt werden.',
  'It is in no folder of the search path.': 'Es liegt in keinem Ordner des Suchpfads.',
  'Install it, then try again.': 'Es installieren und es noch einmal versuchen.',
  'Install it with this command, then try again.':
    'Es mit diesem Befehl installieren und es noch einmal versuchen.',
  'Terminals can’t be opened: node-pty does not load.':
    'Terminals lassen sich nicht öffnen: node-pty lädt nicht.',
  'Install Paddock anew; its native part does not fit this computer.':
    'Paddock neu installieren; der native Teil passt nicht zu diesem Computer.',
  'The program {program} can’t be run.': 'Das Programm {program} lässt sich nicht ausführen.',
  'It is not there, or may not be executed.': 'Es ist nicht da oder darf nicht ausgeführt werden.',
  'Install it again, and look for its hypervisor in the settings.':
    'Es neu installieren und in den Einstellungen noch einmal nach dem Hypervisor suchen.',
  '{program*} did not end in time.': '{program} wurde nicht rechtzeitig fertig.',
  'A program': 'Ein Programm',
  'It was given {seconds} s.': 'Die Frist betrug {seconds} s.',
  'Try again when the computer is less busy.':
    'Es noch einmal versuchen, wenn der Computer weniger beschäftigt ist.',
  'Try again.': 'Es noch einmal versuchen.',
  'It ended with exit code {code*}.': 'Es endete mit dem Rückgabewert {code}.',
};
