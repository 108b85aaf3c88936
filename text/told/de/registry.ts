import type { Told } from '../teller';

/** The list of machines, their definitions, jobs and locks, and what can be done with a machine at all. */
export const registry: Told = {
  // what is done, where a sentence names it
  define: 'Erstellen',
  start: 'Starten',
  suspend: 'Anhalten',
  resume: 'Fortsetzen',
  shutdown: 'Herunterfahren',
  destroy: 'Ausschalten erzwingen',
  reboot: 'Neu starten',
  reset: 'Zurücksetzen',
  save: 'Sichern',
  undefine: 'In den Papierkorb legen',
  redefine: 'Ändern',
  clone: 'Kopieren',
  'snapshot-create': 'Snapshot erstellen',
  'snapshot-revert': 'Zum Snapshot zurückkehren',
  'snapshot-delete': 'Snapshot löschen',
  act: 'Eine Aktion',
  recover: 'Wiederherstellen',
  purge: 'Endgültig löschen',
  'disk-create': 'Datenträger anlegen',
  'disk-resize': 'Datenträger vergrößern',
  'disk-convert': 'Datenträger umwandeln',
  'disk-compact': 'Datenträger verdichten',
  'disk-check': 'Datenträger prüfen',
  'disk-repair': 'Datenträger reparieren',
  'disk-flatten': 'Datenträger eigenständig machen',
  'disk-rebase': 'Verschobenes Abbild angeben',
  'disk-export': 'Datenträger exportieren',
  // who asked for it
  window: 'dem Fenster',
  tray: 'dem Infobereich',
  'command line': 'der Befehlszeile',
  autostart: 'dem Autostart',
  // states, after „ist“
  running: 'in Betrieb',
  paused: 'angehalten',
  off: 'aus',
  saved: 'gesichert',
  'saved to disk': 'auf dem Datenträger gesichert',
  crashed: 'abgestürzt',
  unknown: 'unbekannt',
  'in a state that Paddock can’t make out': 'in einem Zustand, den Paddock nicht erkennt',

  'The machine knows no action “{id}”.': 'Die Maschine kennt keine Aktion „{id}“.',
  'Choose one that its menu lists.': 'Eine wählen, die in ihrem Menü steht.',
  '“{label*}” is not filled in as it must be.': '„{label}“ ist nicht richtig ausgefüllt.',
  'It is missing.': 'Die Angabe fehlt.',
  '“{value}” can’t be chosen.': '„{value}“ steht nicht zur Wahl.',
  'Fill it in and try again.': 'Das Feld ausfüllen und es noch einmal versuchen.',

  'The copying was cancelled.': 'Das Kopieren wurde abgebrochen.',
  'The copy was cancelled.': 'Die Kopie wurde abgebrochen.',
  'Machines of this kind can be copied as a whole only.':
    'Maschinen dieser Art lassen sich nur als Ganzes kopieren.',
  'Machines of this kind are made by its own tools.':
    'Maschinen dieser Art werden mit ihren eigenen Werkzeugen erstellt.',

  'The disk is a {format} one already.': 'Der Datenträger hat bereits das Format {format}.',
  'Machines of this kind have no disk images.': 'Maschinen dieser Art haben keine Datenträgerabbilder.',
  'Machines of this kind have no disk images that Paddock could work on.':
    'Maschinen dieser Art haben keine Datenträgerabbilder, die Paddock bearbeiten könnte.',
  'The machine has no such disk any more.': 'Diesen Datenträger hat die Maschine nicht mehr.',
  'This can’t be done with this disk.': 'Das ist mit diesem Datenträger nicht möglich.',
  'Look at its list of disks for what can be done.':
    'In der Liste ihrer Datenträger nachsehen, was möglich ist.',
  'It stands alone already.': 'Er ist bereits eigenständig.',
  'It stands alone.': 'Er ist eigenständig.',
  'What it stands on is where it was.': 'Das Abbild, auf dem er beruht, liegt, wo es lag.',
  'A raw disk has no tables that could be wrong.':
    'Ein raw-Datenträger hat keine Tabellen, die falsch sein könnten.',
  'Its snapshots are inside the file and would be lost: delete them first.':
    'Seine Snapshots liegen in der Datei und gingen verloren: sie zuerst löschen.',

  '“{name}” is busy.': '„{name}“ ist beschäftigt.',
  '“{claim*}” is being done to it in the bin.': 'Im Papierkorb läuft „{claim}“.',
  'Wait until that ends.': 'Warten, bis das beendet ist.',
  'This machine is not in the bin.': 'Diese Maschine liegt nicht im Papierkorb.',
  'It was put back or deleted for good meanwhile.':
    'Sie wurde inzwischen wiederhergestellt oder endgültig gelöscht.',
  'Look for it in the list of machines.': 'Sie in der Liste der Maschinen suchen.',

  'The file is empty.': 'Die Datei ist leer.',
  'It is not whole: {problem}.': 'Sie ist nicht vollständig: {problem}.',
  'It is not a machine’s definition: it tells no format.':
    'Sie ist keine Definition einer Maschine: Sie nennt kein Format.',
  'This machine was saved by a newer Paddock.': 'Diese Maschine wurde von einem neueren Paddock gespeichert.',
  'Its file has format {format}; this Paddock knows formats up to {known}.':
    'Ihre Datei hat das Format {format}; dieses Paddock kennt Formate bis {known}.',
  'Update Paddock to use this machine. Its file is left as it is.':
    'Paddock aktualisieren, um diese Maschine zu verwenden. Ihre Datei bleibt, wie sie ist.',
  'It has format {format}, which no Paddock ever wrote.':
    'Sie hat das Format {format}, das kein Paddock je geschrieben hat.',
  'It could not be brought from format {from} to {to}: {problem}':
    'Sie ließ sich nicht vom Format {from} auf {to} bringen: {problem}',
  'This machine’s definition can’t be read.': 'Die Definition dieser Maschine ist nicht lesbar.',
  'Mend the file or put back a copy of it, then start Paddock again. Nothing was overwritten.':
    'Die Datei reparieren oder eine Kopie zurücklegen, dann Paddock neu starten. Nichts wurde überschrieben.',
  'This can’t be changed here.': 'Das lässt sich hier nicht ändern.',
  'Paddock does not know this.': 'Das kennt Paddock nicht.',
  'The definition can’t be saved like this.': 'So lässt sich die Definition nicht speichern.',
  'Mend what is marked. Nothing was changed.': 'Das Markierte berichtigen. Es wurde nichts geändert.',
  'Paddock does not overwrite a file that it can’t read.':
    'Paddock überschreibt keine Datei, die es nicht lesen kann.',
  'The file is named for {id}, but holds {other}.': 'Die Datei ist nach {id} benannt, enthält aber {other}.',
  'The definition was changed meanwhile. Look at it again before you save yours.':
    'Die Definition wurde inzwischen geändert. Sie vor dem Speichern noch einmal ansehen.',

  'It is empty.': 'Er ist leer.',
  'It is longer than {most} characters.': 'Er ist länger als {most} Zeichen.',
  'It holds a line break or another control character.':
    'Er enthält einen Zeilenumbruch oder ein anderes Steuerzeichen.',
  'It holds a slash.': 'Er enthält einen Schrägstrich.',
  'It begins with a dash, which programs take for an option.':
    'Er beginnt mit einem Bindestrich, was Programme für eine Option halten.',
  'It begins with a dot, which hides files.': 'Er beginnt mit einem Punkt, was Dateien versteckt.',
  'It begins or ends with a blank.': 'Er beginnt oder endet mit einem Leerzeichen.',
  'not a usable name': 'kein verwendbarer Name',
  'too large': 'zu groß',
  'This name can’t be used.': 'Dieser Name ist nicht verwendbar.',
  'Choose 1 to {most} characters without slashes or line breaks, not beginning with a dash or a dot.':
    '1 bis {most} Zeichen ohne Schrägstriche und Zeilenumbrüche wählen, nicht mit Bindestrich oder Punkt am Anfang.',
  'The machine has a snapshot “{name}” already.': 'Die Maschine hat bereits einen Snapshot „{name}“.',
  'There is a machine “{name}” already.': 'Es gibt bereits eine Maschine „{name}“.',
  'Choose another name, for example “{suggestion}”.': 'Einen anderen Namen wählen, etwa „{suggestion}“.',
  'There is no such machine.': 'Diese Maschine gibt es nicht.',
  'No machine has the identity {id}; it may have been deleted.':
    'Keine Maschine hat die Kennung {id}; vielleicht wurde sie gelöscht.',
  'Go back to the list of machines.': 'Zur Liste der Maschinen zurückkehren.',
  'A machine with the identity of “{name}” is in the list already.':
    'Eine Maschine mit der Kennung von „{name}“ steht bereits in der Liste.',
  'Both have the identity {id}; one is a copy of the other.':
    'Beide haben die Kennung {id}; die eine ist eine Kopie der anderen.',
  'Give the copy an identity of its own.': 'Der Kopie eine eigene Kennung geben.',
  'The machine “{name}” has been deleted.': 'Die Maschine „{name}“ wurde gelöscht.',
  'Nothing needs to be done.': 'Es ist nichts zu tun.',
  'machine “{name}”': 'Maschine „{name}“',
  'the list of {driver} machines': 'Liste der {driver}-Maschinen',
  '“{purpose*}” went on using {lock*} after it gave back its lock.':
    '„{purpose}“ hat weiter auf {lock} zugegriffen, nachdem die Sperre zurückgegeben war.',
  '“{purpose*}” wanted to unlock {lock*} without a job.':
    '„{purpose}“ wollte die Sperre ohne einen Auftrag lösen: {lock}.',
  'This is a mistake in Paddock: copy the details and report them.':
    'Das ist ein Fehler in Paddock: die Einzelheiten kopieren und melden.',
  'Another Paddock uses the same machines.': 'Ein anderes Paddock verwendet dieselben Maschinen.',
  '{holder*} holds the lock of {folder}.': '{holder} hält die Sperre von {folder}.',
  'Process {pid}': 'Prozess {pid}',
  It: 'Es',
  'Use the Paddock that is open, or quit it and start this one again.':
    'Das offene Paddock verwenden, oder es beenden und dieses neu starten.',
  'flock can’t be run: {problem}': 'flock ist nicht ausführbar: {problem}',
  'flock ended with {code}: {words}': 'flock endete mit {code}: {words}',

  'The operation “{operation*}” was cancelled.': '„{operation}“ wurde abgebrochen.',
  '“{operation*}” has been running for {seconds} s{progress*}, asked for by: {by*}.':
    '„{operation}“ läuft seit {seconds} s{progress}, angefordert von {by}.',
  ', {percent} % done': ', {percent} % erledigt',
  'Wait until it ends, or cancel it.': 'Warten, bis es beendet ist, oder es abbrechen.',
  'Wait until it ends.': 'Warten, bis es beendet ist.',
  '“{purpose*}” asked for the lock of {lock*} while “{other*}” of the same call holds the lock of {held*}.':
    '„{purpose}“ verlangte eine Sperre ({lock}), während „{other}“ desselben Aufrufs schon eine hält ({held}).',
  'A lock is never taken twice by one chain of calls.': 'Ein Aufruf nimmt eine Sperre nie zweimal.',
  'Locks are taken in the order list, then one machine.':
    'Sperren werden in der Reihenfolge genommen: erst die Liste, dann eine Maschine.',
  '“{purpose*}” waited too long for {lock*}.': '„{purpose}“ hat zu lange gewartet ({lock}).',
  '“{purpose*}” has been at work on it for {seconds} s.':
    '„{purpose}“ ist seit {seconds} s damit beschäftigt.',
  'Others were before it in the queue.': 'Andere waren in der Warteschlange davor.',
  'Try again when that has ended, or cancel it.':
    'Es noch einmal versuchen, wenn das beendet ist, oder es abbrechen.',
  '“{purpose*}” was refused: too much waits for {lock*} already.':
    '„{purpose}“ wurde abgelehnt: Es wartet schon zu viel ({lock}).',
  '{count} calls wait{until*}.': '{count} Aufrufe warten{until}.',
  ' until “{purpose*}” has ended': ', bis „{purpose}“ beendet ist',
  'Try again when they have ended.': 'Es noch einmal versuchen, wenn sie beendet sind.',
  'That has ended already; there is nothing to cancel.':
    'Das ist bereits beendet; es gibt nichts abzubrechen.',
  '“{operation*}” can’t be cancelled half way.': '„{operation}“ lässt sich auf halbem Weg nicht abbrechen.',
  'It was cancelled by a person.': 'Es wurde von Hand abgebrochen.',
  '“{operation*}” was asked for.': '„{operation}“ wurde verlangt.',

  '{driver} has no servers on other computers.': '{driver} hat keine Server auf anderen Computern.',
  'Machines of {driver} can’t be started so.': 'Maschinen von {driver} lassen sich so nicht starten.',
  'It is saved, and goes on from there. Force it off first to start it anew.':
    'Sie ist gesichert und läuft von dort weiter. Um sie neu zu starten, zuerst das Ausschalten erzwingen.',
  'There is no driver “{id}”.': 'Es gibt keinen Treiber „{id}“.',
  'Choose one of: {drivers}.': 'Einen von diesen wählen: {drivers}.',
  'A value in the form can’t be used.': 'Ein Wert im Formular ist nicht verwendbar.',
  'A value can’t be used.': 'Ein Wert ist nicht verwendbar.',
  'Change it and try again.': 'Ihn ändern und es noch einmal versuchen.',
  'This page may not talk to Paddock.': 'Diese Seite darf nicht mit Paddock sprechen.',
  'There is no such call.': 'Diesen Aufruf gibt es nicht.',

  'The linked machine “{name}”{where*} stands on this disk: to change it would destroy that one.':
    'Die verknüpfte Maschine „{name}“{where} beruht auf diesem Datenträger: Ihn zu ändern, würde sie zerstören.',
  ', which is in the bin,': ', die im Papierkorb liegt,',
  '“{name}” must stay as it is.': '„{name}“ muss bleiben, wie sie ist.',
  'Delete “{name}” for good first, or put it back and make its disks stand alone.':
    'Zuerst „{name}“ endgültig löschen, oder wiederherstellen und ihre Datenträger eigenständig machen.',
  'Make the disks of “{linked}” stand alone first (Disks, on its page), or copy “{name}” and use the copy.':
    'Zuerst die Datenträger von „{linked}“ eigenständig machen (Datenträger, auf ihrer Seite), oder „{name}“ kopieren und die Kopie verwenden.',
  'A disk of “{name}” is needed by another machine.':
    'Ein Datenträger von „{name}“ wird von einer anderen Maschine gebraucht.',
  '“{name}” uses {path}.': '„{name}“ verwendet {path}.',
  'Delete that machine for good first, or copy it, so that it has a disk of its own.':
    'Jene Maschine zuerst endgültig löschen, oder sie kopieren, damit sie einen eigenen Datenträger hat.',

  'It is protected against deletion; that can be taken away in its settings.':
    'Sie ist vor dem Löschen geschützt; das lässt sich in ihren Einstellungen aufheben.',
  'Nothing of this run is kept. Start the machine anew, the normal way, first.':
    'Von diesem Lauf bleibt nichts erhalten. Die Maschine zuerst neu und auf normale Weise starten.',
  'It is busy: “{operation*}” is running.': 'Sie ist beschäftigt: „{operation}“ läuft.',
  'The machine is {state*}.': 'Die Maschine ist {state}.',
  '“{name}” is not deleted. {why*}': '„{name}“ wird nicht gelöscht. {why}',
  '“{name}” is {state*}.': '„{name}“ ist {state}.',
  'Look at its state and choose what fits it.': 'Ihren Zustand ansehen und wählen, was dazu passt.',
  '“{operation*}” can’t be done here.': '„{operation}“ ist hier nicht möglich.',

  'There is no such snapshot.': 'Diesen Snapshot gibt es nicht.',
  'It was deleted meanwhile.': 'Er wurde inzwischen gelöscht.',
  'Look at the list of snapshots again.': 'Die Liste der Snapshots noch einmal ansehen.',
  'The machine has no such console.': 'Diese Konsole hat die Maschine nicht.',
};
