import type { Told } from '../teller';

/** Incus, and its servers elsewhere. */
export const incus: Told = {
  'Incus gave an answer that Paddock does not understand.':
    'Incus hat eine Antwort gegeben, die Paddock nicht versteht.',
  'Look whether a newer Paddock knows this version of Incus.':
    'Nachsehen, ob ein neueres Paddock diese Version von Incus kennt.',
  'What answers there is no Incus.': 'Was dort antwortet, ist kein Incus.',
  'It does not answer.': 'Keine Antwort.',
  'No Incus server can be reached.': 'Kein Incus-Server ist erreichbar.',
  'Incus saves the memory of virtual machines only that were set up for it.':
    'Incus sichert den Arbeitsspeicher nur von virtuellen Maschinen, die dafür eingerichtet sind.',
  'Incus is there, but your user may not speak to it.':
    'Incus ist da, aber das Benutzerkonto darf nicht darauf zugreifen.',
  'Incus is not installed, or does not run: there is no {socket}.':
    'Incus ist nicht installiert oder läuft nicht: {socket} fehlt.',
  'It is a member of a cluster.': 'Er gehört zu einem Cluster.',
  '{name} ({address}) can’t be reached: {why*}': '{name} ({address}) ist nicht erreichbar: {why}',
  ', a cluster of {count}': ', ein Cluster aus {count}',
  '{name} ({address}) runs Incus {version}{members*}.':
    'Auf {name} ({address}) läuft Incus {version}{members}.',
  'The Incus server “{remote}” is not known here any more.':
    'Der Incus-Server „{remote}“ ist hier nicht mehr bekannt.',
  'Add it again in the settings, or delete the machine here.':
    'Ihn in den Einstellungen wieder hinzufügen, oder die Maschine hier löschen.',
  'what Incus says': 'was Incus sagt',
  'the connection was lost': 'die Verbindung ging verloren',
  'The connection to Incus is lost. Last it was {last*}. {why*}':
    'Die Verbindung zu Incus ist verloren. Zuletzt war sie {last}. {why}',
  ' Its cluster member is {location}.': ' Ihr Mitglied des Clusters ist {location}.',
  'Incus says “{status}”.{at*}': 'Incus sagt „{status}“.{at}',
  'Incus says “{status}”.': 'Incus sagt „{status}“.',
  'Copying the instance': 'Kopiert die Instanz',
  'Starting the instance': 'Startet die Instanz',
  'Restarting the instance': 'Startet die Instanz neu',
  'Make an image of it': 'Ein Abbild davon erstellen',
  'An image at the server, of which new instances can be made.':
    'Ein Abbild auf dem Server, aus dem sich neue Instanzen erstellen lassen.',
  'Name of the image': 'Name des Abbilds',
  'Move to another member': 'Auf ein anderes Mitglied verschieben',
  'Its data goes to another computer of the cluster.':
    'Ihr Datenträger zieht auf einen anderen Computer des Clusters um.',
  Member: 'Mitglied',
  'Incus knows no such instance any more.': 'Incus kennt diese Instanz nicht mehr.',
  'There is none called {instance} in the project {project}.':
    'Im Projekt {project} gibt es keine namens {instance}.',
  'Incus does not have this snapshot any more.': 'Incus hat diesen Snapshot nicht mehr.',
  '{host} does not answer at port {port}.': '{host} antwortet nicht am Port {port}.',
  'The server has no such image.': 'Der Server hat kein solches Abbild.',
  'Choose an image that it has (“incus image list”), or download one.':
    'Ein Abbild wählen, das er hat („incus image list“), oder eines herunterladen.',
  'Incus does not let you {doing*}.': 'Incus lässt nicht zu, {doing}.',
  'Have your user or your certificate trusted by the server.':
    'Den Server dem Benutzerkonto oder dem Zertifikat vertrauen lassen.',
  'There is no space left at the server.': 'Auf dem Server ist kein Platz mehr.',
  'Incus has something of that name already.': 'Incus hat bereits etwas mit diesem Namen.',
  'Incus could not {doing*}.': 'Incus ist es nicht gelungen, {doing}.',
  'Look at what it says, change it, and try again.':
    'Die Meldung ansehen, es ändern und es noch einmal versuchen.',
  'The Incus server can’t be reached.': 'Der Incus-Server ist nicht erreichbar.',
  'Look whether it runs; Paddock connects again by itself.':
    'Nachsehen, ob er läuft; Paddock verbindet sich von selbst wieder.',
  'The Incus server is not the one that was trusted.': 'Der Incus-Server ist nicht der, dem vertraut wurde.',
  'It shows another certificate, with the fingerprint {fingerprint}.':
    'Er zeigt ein anderes Zertifikat, mit dem Fingerabdruck {fingerprint}.',
  'Ask its owner. If it was set up anew, remove it here and add it again; nothing was sent to it.':
    'Bei seinem Besitzer nachfragen. Wurde er neu eingerichtet, ihn hier entfernen und wieder hinzufügen; es wurde nichts an ihn gesendet.',
  'The Incus server does not trust this computer.': 'Der Incus-Server vertraut diesem Computer nicht.',
  'Ask its owner for a new token (“incus config trust add”), and add the server again.':
    'Seinen Besitzer um ein neues Token bitten („incus config trust add“) und den Server wieder hinzufügen.',
  'The server closed it.': 'Der Server hat sie geschlossen.',
  'It was removed.': 'Er wurde entfernt.',
  'The token tells no address.': 'Das Token nennt keine Adresse.',
  'Fill in the server’s address as well.': 'Auch die Adresse des Servers angeben.',
  'There is a server called “{name}” already.': 'Es gibt bereits einen Server namens „{name}“.',
  'The list of Incus servers elsewhere can’t be read.':
    'Die Liste der Incus-Server auf anderen Computern ist nicht lesbar.',
  'Mend or move the files in this folder; nothing of them was changed.':
    'Die Dateien in diesem Ordner berichtigen oder verschieben; nichts davon wurde geändert.',
  '“{text}” is no address.': '„{text}“ ist keine Adresse.',
  'Fill in a host’s name or number, with a port where it is another than 8443.':
    'Den Namen oder die Nummer eines Computers angeben, mit dem Port, wenn es nicht 8443 ist.',
  'This is no token of an Incus server.': 'Das ist kein Token eines Incus-Servers.',
  'Have one made there with “incus config trust add NAME”, and paste all of it.':
    'Dort mit „incus config trust add NAME“ eines erstellen lassen und es ganz einfügen.',

  // after „Incus ist es nicht gelungen,“
  'cancel it': 'es abzubrechen',
  'make the instance': 'die Instanz zu erstellen',
  'delete the instance': 'die Instanz zu löschen',
  'change the instance': 'die Instanz zu ändern',
  'make the volume': 'das Volume zu erstellen',
  'remove the volume again': 'das Volume wieder zu entfernen',
  'A port that it forwards is taken at the server.': 'Ein Port, den sie weiterleitet, ist am Server belegt.',
  'A setting can’t stand there twice.': 'Eine Einstellung kann nicht zweimal dastehen.',
  'Another machine has this volume.': 'Eine andere Maschine hat dieses Volume.',
  'Another program changed the instance meanwhile.':
    'Ein anderes Programm hat die Instanz inzwischen geändert.',
  'Choose a smaller size or another pool, or free some space.':
    'Wählen Sie eine kleinere Größe oder einen anderen Pool, oder schaffen Sie Platz.',
  'Choose another name, or take that volume.':
    'Wählen Sie einen anderen Namen, oder nehmen Sie jenes Volume.',
  'Choose another place inside for one of them.': 'Wählen Sie für eine von ihnen einen anderen Ort darin.',
  'Choose another port, or end the program that has it.':
    'Wählen Sie einen anderen Port, oder beenden Sie das Programm, das ihn hat.',
  'Choose another, or leave it to Incus.': 'Wählen Sie eine andere, oder überlassen Sie sie Incus.',
  'Choose one of its own, or 0.0.0.0 for all.': 'Wählen Sie eine seiner eigenen, oder 0.0.0.0 für alle.',
  'Choose one that is there; the path is one of the server’s.':
    'Wählen Sie, was da ist; der Pfad ist einer des Servers.',
  'Choose one that it has, or make a new one.': 'Wählen Sie eines, das er hat, oder erstellen Sie ein neues.',
  'Choose one that it has.': 'Wählen Sie, was er hat.',
  'Incus can’t change this device while the machine runs.':
    'Incus kann dieses Gerät nicht ändern, während die Maschine läuft.',
  'It can’t have this MAC address.': 'Diese MAC-Adresse kann sie nicht haben.',
  'Shut it down, and save again.': 'Fahren Sie sie herunter, und speichern Sie noch einmal.',
  'Take it out there first.': 'Nehmen Sie es dort zuerst heraus.',
  'The pool has a volume of that name already.': 'Der Pool hat schon ein Volume dieses Namens.',
  'The pool has no such volume.': 'Der Pool hat kein solches Volume.',
  'The server has no such address.': 'Der Server hat keine solche Adresse.',
  'The server has no such file or folder.': 'Der Server hat keine solche Datei und keinen solchen Ordner.',
  'The server has no such interface.': 'Der Server hat keine solche Schnittstelle.',
  'The server has no such network.': 'Der Server hat kein solches Netzwerk.',
  'The server has no such pool of storage.': 'Der Server hat keinen solchen Speicherpool.',
  'There is no space left in the pool.': 'Im Pool ist kein Platz mehr.',
  'This port is taken at the server.': 'Dieser Port ist am Server belegt.',
  'The server can’t listen at this address and port.':
    'Der Server kann an dieser Adresse und diesem Port nicht lauschen.',
  'Another program may have the port, or the server has no such address: choose another.':
    'Ein anderes Programm kann den Port haben, oder der Server hat keine solche Adresse: Wählen Sie etwas anderes.',
  'Two devices can’t have one name.': 'Zwei Geräte können nicht einen Namen haben.',
  'Two disks can’t be at one place.': 'Zwei Platten können nicht an einem Ort sein.',
  '“{cause}” is there already.': '„{cause}“ ist schon da.',
  'set its limits': 'ihre Grenzen zu setzen',
  'rename the instance': 'die Instanz umzubenennen',
  'copy the instance': 'die Instanz zu kopieren',
  'find the snapshot': 'den Snapshot zu finden',
  'start the instance': 'die Instanz zu starten',
  'pause the instance': 'die Instanz anzuhalten',
  'resume the instance': 'die Instanz fortzusetzen',
  'shut the instance down': 'die Instanz herunterzufahren',
  'restart the instance': 'die Instanz neu zu starten',
  'force the instance off': 'das Ausschalten der Instanz zu erzwingen',
  'move the instance': 'die Instanz zu verschieben',
  'make an image of it': 'ein Abbild davon zu erstellen',
  'read its state': 'ihren Zustand zu lesen',
  'open its console': 'ihre Konsole zu öffnen',
  'open a shell': 'eine Shell zu öffnen',
  'list the images': 'die Abbilder aufzulisten',
  'ask whether it trusts this computer': 'zu klären, ob er diesem Computer vertraut',
  'have this computer trusted': 'diesem Computer Vertrauen zu verschaffen',
  'move all machines of {member} elsewhere': 'alle Maschinen von {member} zu verlegen',
  'bring {member} back': '{member} zurückzuholen',
  'list its members': 'die Mitglieder aufzulisten',
  'ask how a member is': 'zu klären, wie es einem Mitglied geht',
  'ask for its version': 'die Version zu erfahren',
  'list {path}': '{path} aufzulisten',
  'list the instances': 'die Instanzen aufzulisten',
  'read the instance': 'die Instanz zu lesen',
};
