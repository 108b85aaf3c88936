import type { Told } from '../teller';

/** What several drivers say with the same words. */
export const drivers: Told = {
  '“{name}” does not listen.': '„{name}“ reagiert nicht.',
  'It was asked, and had {seconds} s for it.': 'Sie wurde gebeten und hatte {seconds} s dafür.',
  'Shut it down from a shell inside, or force it off.':
    'Sie von einer Shell darin herunterfahren, oder das Ausschalten erzwingen.',
  'Choose one of those that it has.': 'Eine wählen, die sie hat.',
  '“{name}” {state*}, so it has no shell.': '„{name}“ {state} und hat deshalb keine Shell.',
  'is paused': 'ist angehalten',
  'does not run': 'läuft nicht',
  'Resume it first.': 'Sie zuerst fortsetzen.',
  'Start it first.': 'Sie zuerst starten.',
  '“{name}” is not off, so it can’t be deleted.':
    '„{name}“ ist nicht aus und lässt sich deshalb nicht löschen.',
  '{cause*} Another tool may have started it after it went into the bin.':
    '{cause} Vielleicht hat ein anderes Werkzeug sie gestartet, nachdem sie in den Papierkorb kam.',
  'Take it out of the bin and stop it first.': 'Sie zuerst aus dem Papierkorb holen und ausschalten.',
  'Which {thing*} a machine is can’t be changed.':
    'Was einer Maschine zugrunde liegt ({thing}), lässt sich nicht ändern.',
  'Give the machine another name in its settings; the {thing*} follows.':
    'Der Maschine in ihren Einstellungen einen anderen Namen geben; das Übrige ({thing}) folgt.',
  container: 'Container',
  instance: 'Instanz',
  'Another program made a {thing*} called {name} just now.':
    'Ein anderes Programm hat soeben etwas namens {name} erstellt ({thing}).',
  'It was left as it is.': 'Es blieb, wie es ist.',
  'Try again; Paddock takes another name then.':
    'Es noch einmal versuchen; Paddock nimmt dann einen anderen Namen.',
  'Another program deleted it.': 'Ein anderes Programm hat ihn gelöscht.',
  'Delete the snapshot here as well; nothing was changed.':
    'Den Snapshot auch hier löschen; es wurde nichts geändert.',
  'The machine must be off.': 'Die Maschine muss aus sein.',
  'Run a command': 'Einen Befehl ausführen',
  'Runs it inside as root, without a terminal, and shows what it printed and how it ended.':
    'Führt ihn darin als root aus, ohne Terminal, und zeigt, was er ausgab und wie er endete.',
  Command: 'Befehl',
  'The machine must run.': 'Die Maschine muss laufen.',
  'Its container runs.': 'Ihr Container läuft.',
  'Login console': 'Anmeldekonsole',
  'Serial console': 'Serielle Konsole',
  Screen: 'Bildschirm',
  Shell: 'Shell',
  Console: 'Konsole',
  'Choose another name.': 'Einen anderen Namen wählen.',
  'Choose another one.': 'Etwas anderes wählen.',
  'Correct it.': 'Die Angabe berichtigen.',
  'Look at what it wrote.': 'Die Ausgabe ansehen.',
  'Look at what it wrote, change the machine, and try again.':
    'Die Ausgabe ansehen, die Maschine ändern und es noch einmal versuchen.',
  'Delete the machine here as well.': 'Die Maschine auch hier löschen.',
  'Put its files back, or delete the machine here.':
    'Ihre Dateien zurücklegen, oder die Maschine hier löschen.',
  '“{name}” ended as soon as it had started.': '„{name}“ endete gleich nach dem Start.',
  'Its first program came to an end.': 'Ihr erstes Programm hat sich beendet.',

  // what a job is doing
  'Waiting for the guest to power off': 'Wartet, bis das Gastsystem herunterfährt',
  'Waiting for the guest to restart': 'Wartet, bis das Gastsystem neu startet',
  'Waiting for the guest to stop its services': 'Wartet, bis das Gastsystem seine Dienste beendet',
  'Going back to the snapshot': 'Kehrt zum Snapshot zurück',
  'Deleting the snapshot': 'Löscht den Snapshot',
  'Taking the snapshot': 'Erstellt den Snapshot',
  'Saving its data': 'Sichert ihre Daten',
  'Saving its disk': 'Sichert ihren Datenträger',
  'Saving its disks': 'Sichert ihre Datenträger',
  'Saving its memory': 'Sichert ihren Arbeitsspeicher',
  'Saving its memory and disks': 'Sichert ihren Arbeitsspeicher und ihre Datenträger',
  'Writing its memory to the disk': 'Schreibt ihren Arbeitsspeicher auf den Datenträger',
  'Reading its memory from the disk': 'Liest ihren Arbeitsspeicher vom Datenträger',
  'Making the disk': 'Legt den Datenträger an',
  'Making a disk': 'Legt einen Datenträger an',
  'Copying the disk': 'Kopiert den Datenträger',
  'Copying its root file system': 'Kopiert ihr Wurzeldateisystem',
  'Starting the container': 'Startet den Container',

  // after „… ist es nicht gelungen,“
  'take the snapshot': 'den Snapshot zu erstellen',
  'go back to the snapshot': 'zum Snapshot zurückzukehren',
  'delete the snapshot': 'den Snapshot zu löschen',
  'list the containers': 'die Container aufzulisten',
  'make the container': 'den Container zu erstellen',
  'delete the container': 'den Container zu löschen',
  'rename the container': 'den Container umzubenennen',
  'copy the container': 'den Container zu kopieren',
  'start the container': 'den Container zu starten',
  'pause the container': 'den Container anzuhalten',
  'resume the container': 'den Container fortzusetzen',
  'shut the container down': 'den Container herunterzufahren',
  'restart the container': 'den Container neu zu starten',
  'force the container off': 'das Ausschalten des Containers zu erzwingen',
};
