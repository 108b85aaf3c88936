import type { Told } from '../teller';

/** What the exit codes and words of OpenVZ's programs mean. */
export const openvzErrors: Told = {
  'Boot OpenVZ’s own kernel, or make the machine so that it needs less of it.':
    'Den Kernel von OpenVZ starten, oder die Maschine so erstellen, dass sie weniger davon braucht.',
  'A limit of memory or of other resources could not be set.':
    'Eine Grenze des Arbeitsspeichers oder anderer Mittel ließ sich nicht setzen.',
  'A limit of processor time could not be set.': 'Eine Grenze der Prozessorzeit ließ sich nicht setzen.',
  'The system refused it: this kernel may not be able to do it.':
    'Das System hat es abgelehnt: Vielleicht kann dieser Kernel es nicht.',
  'The running kernel is not OpenVZ’s, or its modules are not loaded.':
    'Der laufende Kernel ist nicht der von OpenVZ, oder seine Module sind nicht geladen.',
  'The computer has too little memory or other resources left.':
    'Der Computer hat zu wenig Arbeitsspeicher oder andere Mittel übrig.',
  'Stop something else first.': 'Zuerst etwas anderes beenden.',
  'The kernel could not make the container’s environment.':
    'Der Kernel konnte die Umgebung des Containers nicht anlegen.',
  'The command inside failed.': 'Der Befehl darin ist gescheitert.',
  'Another program is at work on the container.': 'Ein anderes Programm arbeitet am Container.',
  'Wait until it is done, and try again.': 'Warten, bis es fertig ist, und es noch einmal versuchen.',
  'OpenVZ’s own settings (vz.conf) are not there.': 'Die Einstellungen von OpenVZ (vz.conf) fehlen.',
  'Install OpenVZ’s tools again.': 'Die Werkzeuge von OpenVZ neu installieren.',
  'A script that belongs to vzctl is not there.': 'Ein Skript, das zu vzctl gehört, fehlt.',
  'It is not permitted.': 'Es ist nicht erlaubt.',
  'Start Paddock as root: OpenVZ’s tools work for root alone.':
    'Paddock als root starten: Die Werkzeuge von OpenVZ arbeiten nur für root.',
  'The container’s capabilities could not be set.': 'Die Rechte des Containers ließen sich nicht setzen.',
  'The container’s configuration is not there.': 'Die Konfiguration des Containers fehlt.',
  'The command inside did not end in time.': 'Der Befehl darin wurde nicht rechtzeitig fertig.',
  'The container’s state could not be saved. On other kernels than OpenVZ’s that needs the program criu.':
    'Der Zustand des Containers ließ sich nicht sichern. Auf anderen Kerneln als dem von OpenVZ braucht das das Programm criu.',
  'Shut the machine down instead.': 'Die Maschine stattdessen herunterfahren.',
  'The container’s saved state could not be brought back.':
    'Der gesicherte Zustand des Containers ließ sich nicht zurückholen.',
  'The container’s processes could not be counted as its own.':
    'Die Prozesse des Containers ließen sich ihm nicht zurechnen.',
  'This version of vzctl does not know the command or one of its options.':
    'Diese Version von vzctl kennt den Befehl oder eine seiner Optionen nicht.',
  'OpenVZ does not take one of the values.': 'OpenVZ nimmt einen der Werte nicht an.',
  'Correct it, and try again.': 'Ihn berichtigen und es noch einmal versuchen.',
  'The folder of the container’s root (VE_ROOT) is not set.':
    'Der Ordner der Wurzel des Containers (VE_ROOT) ist nicht gesetzt.',
  'The folder of the container’s files (VE_PRIVATE) is not set.':
    'Der Ordner der Dateien des Containers (VE_PRIVATE) ist nicht gesetzt.',
  'The folder of OS templates (TEMPLATE) is not set.':
    'Der Ordner der OS-Vorlagen (TEMPLATE) ist nicht gesetzt.',
  'Something that the command needs was not said.': 'Etwas, das der Befehl braucht, wurde nicht angegeben.',
  'The container’s configuration lacks limits that it needs to start.':
    'Der Konfiguration des Containers fehlen Grenzen, die er zum Starten braucht.',
  'No OS template was named.': 'Es wurde keine OS-Vorlage angegeben.',
  'Choose one.': 'Eine wählen.',
  'The container does not run.': 'Der Container läuft nicht.',
  'The container runs.': 'Der Container läuft.',
  'Stop it first.': 'Ihn zuerst ausschalten.',
  'The container’s processes did not end.': 'Die Prozesse des Containers endeten nicht.',
  'Try again; look for processes that hang.': 'Es noch einmal versuchen; nach Prozessen suchen, die hängen.',
  'An address could not be given to the container.': 'Dem Container ließ sich eine Adresse nicht geben.',
  'The container’s configuration contradicts itself.': 'Die Konfiguration des Containers widerspricht sich.',
  'All containers together would take more than the computer has.':
    'Alle Container zusammen würden mehr belegen, als der Computer hat.',
  'The container’s files are not mounted.': 'Die Dateien des Containers sind nicht eingehängt.',
  'Mount them first.': 'Sie zuerst einhängen.',
  'The container’s files are mounted.': 'Die Dateien des Containers sind eingehängt.',
  'Unmount them first.': 'Sie zuerst aushängen.',
  'The container’s files are not there.': 'Die Dateien des Containers fehlen.',
  'There are files of a container of this number already.':
    'Es gibt bereits Dateien eines Containers mit dieser Nummer.',
  'There is too little space on the drive.': 'Auf dem Laufwerk ist zu wenig Platz.',
  'The container can’t run: its first program or its shell is missing, or its files belong to the wrong user.':
    'Der Container kann nicht laufen: Sein erstes Programm oder seine Shell fehlt, oder seine Dateien gehören dem falschen Konto.',
  'Look whether its files are whole.': 'Nachsehen, ob seine Dateien vollständig sind.',
  'The folder of the container’s files could not be made.':
    'Der Ordner der Dateien des Containers ließ sich nicht anlegen.',
  'The folder of the container’s root could not be made.':
    'Der Ordner der Wurzel des Containers ließ sich nicht anlegen.',
  'The container’s files could not be mounted.': 'Die Dateien des Containers ließen sich nicht einhängen.',
  'The container’s files could not be unmounted.': 'Die Dateien des Containers ließen sich nicht aushängen.',
  'Look which program uses them.': 'Nachsehen, welches Programm sie verwendet.',
  'The container’s files could not be deleted.': 'Die Dateien des Containers ließen sich nicht löschen.',
  'The container’s files are not there, or lie in a way that is not known.':
    'Die Dateien des Containers fehlen oder liegen auf eine unbekannte Weise.',
  'A folder could not be made.': 'Ein Ordner ließ sich nicht anlegen.',
  'The limits of the container’s disk space are not all set.':
    'Nicht alle Grenzen des Speicherplatzes des Containers sind gesetzt.',
  'The disk quota could not be turned on.': 'Die Platzbegrenzung ließ sich nicht einschalten.',
  'The disk quota could not be set up.': 'Die Platzbegrenzung ließ sich nicht einrichten.',
  'The disk quota of a running container could not be changed.':
    'Die Platzbegrenzung eines laufenden Containers ließ sich nicht ändern.',
  'Shut it down first.': 'Ihn zuerst herunterfahren.',
  'The disk space is not set.': 'Der Speicherplatz ist nicht angegeben.',
  'The number of files (DISKINODES) is not set.': 'Die Zahl der Dateien (DISKINODES) ist nicht gesetzt.',
  'The disk quotas inside the container could not be set.':
    'Die Platzbegrenzungen im Container ließen sich nicht setzen.',
  'The disk quota could not be turned off.': 'Die Platzbegrenzung ließ sich nicht ausschalten.',
  'The disk quotas inside the container are not set up.':
    'Die Platzbegrenzungen im Container sind nicht eingerichtet.',
  'What the container’s files take could not be found out.':
    'Was die Dateien des Containers belegen, ließ sich nicht feststellen.',
  'The host name is not right.': 'Der Rechnername stimmt nicht.',
  'An address is not right.': 'Eine Adresse stimmt nicht.',
  'The address of a name server is not right.': 'Die Adresse eines Nameservers stimmt nicht.',
  'The search domain is not right.': 'Die Suchdomäne stimmt nicht.',
  'The password could not be changed.': 'Das Passwort ließ sich nicht ändern.',
  'Look whether the machine has passwd(1).': 'Nachsehen, ob die Maschine passwd(1) hat.',
  'The folder of lock files (LOCKDIR) is not set.':
    'Der Ordner der Sperrdateien (LOCKDIR) ist nicht gesetzt.',
  'An address is in use already.': 'Eine Adresse ist bereits vergeben.',
  'A script of the container’s own failed.': 'Ein Skript des Containers selbst ist gescheitert.',
  'The container’s configuration could not be copied.':
    'Die Konfiguration des Containers ließ sich nicht kopieren.',
  'The configuration can’t be read.': 'Die Konfiguration ist nicht lesbar.',
  'The container’s access to devices could not be set.':
    'Der Zugriff des Containers auf Geräte ließ sich nicht setzen.',
  'Programs could not be installed in the container.':
    'Im Container ließen sich Programme nicht installieren.',
  'An address can’t be had.': 'Eine Adresse ist nicht zu bekommen.',
  'There is no such OS template on this computer, and none could be downloaded.':
    'Diese OS-Vorlage gibt es auf diesem Computer nicht, und sie ließ sich nicht herunterladen.',
  'Choose one that is there, or put its archive into OpenVZ’s folder of templates.':
    'Eine vorhandene wählen, oder ihr Archiv in den Vorlagenordner von OpenVZ legen.',
  'Image files (ploop) can’t be used: the kernel or vzctl lacks what is needed for them.':
    'Abbilddateien (ploop) sind nicht verwendbar: Dem Kernel oder vzctl fehlt, was sie brauchen.',
  'Keep the machine’s files in a folder.': 'Die Dateien der Maschine in einem Ordner aufbewahren.',
  'The container’s address could not be found out.':
    'Die Adresse des Containers ließ sich nicht feststellen.',
  'A network device could not be given to the container.':
    'Dem Container ließ sich ein Netzwerkgerät nicht geben.',
  'The container may not be started (DISABLED).': 'Der Container darf nicht gestartet werden (DISABLED).',
  'Allow it with “vzctl set --disabled no”.': 'Es mit „vzctl set --disabled no“ erlauben.',
  'The firewall of a running container could not be set.':
    'Die Firewall eines laufenden Containers ließ sich nicht setzen.',
  'OpenVZ has no settings for the container’s distribution.':
    'OpenVZ hat keine Einstellungen für die Distribution des Containers.',
  'OpenVZ has no script for the container’s distribution.':
    'OpenVZ hat kein Skript für die Distribution des Containers.',
  'The settings could not be applied.': 'Die Einstellungen ließen sich nicht anwenden.',
  'A script for making the container anew failed.':
    'Ein Skript, das den Container neu erstellt, ist gescheitert.',
  'What the container sees of the memory could not be set.':
    'Was der Container vom Arbeitsspeicher sieht, ließ sich nicht setzen.',
  'A network card could not be set up.': 'Eine Netzwerkkarte ließ sich nicht einrichten.',
  'OpenVZ does not take the name: another container has it.':
    'OpenVZ nimmt den Namen nicht an: Ein anderer Container hat ihn.',
  'The container did not come up in time.': 'Der Container kam nicht rechtzeitig hoch.',
  'The container’s configuration could not be saved.':
    'Die Konfiguration des Containers ließ sich nicht speichern.',
  'The version of the kernel that the container sees could not be set.':
    'Die Kernelversion, die der Container sieht, ließ sich nicht setzen.',
  'The limits of reading and writing could not be set.':
    'Die Grenzen des Lesens und Schreibens ließen sich nicht setzen.',
  'The container’s image file is not there.': 'Die Abbilddatei des Containers fehlt.',
  'The image file could not be made.': 'Die Abbilddatei ließ sich nicht anlegen.',
  'The image file could not be mounted.': 'Die Abbilddatei ließ sich nicht einhängen.',
  'The image file could not be unmounted.': 'Die Abbilddatei ließ sich nicht aushängen.',
  'The image file could not be resized.': 'Die Größe der Abbilddatei ließ sich nicht ändern.',
  'The container’s files could not be put into an image file.':
    'Die Dateien des Containers ließen sich nicht in eine Abbilddatei bringen.',
  'The snapshot could not be taken.': 'Der Snapshot ließ sich nicht erstellen.',
  'The snapshot could not be merged.': 'Der Snapshot ließ sich nicht zusammenführen.',
  'The snapshot could not be deleted.': 'Der Snapshot ließ sich nicht löschen.',
  'The container could not go back to the snapshot.': 'Der Container konnte nicht zum Snapshot zurückkehren.',
  'The snapshot could not be mounted.': 'Der Snapshot ließ sich nicht einhängen.',
  'The snapshot could not be unmounted.': 'Der Snapshot ließ sich nicht aushängen.',
  'The image file could not be made smaller.': 'Die Abbilddatei ließ sich nicht verkleinern.',
  'The snapshots could not be listed.': 'Die Snapshots ließen sich nicht auflisten.',
  'OpenVZ’s service (prl-disp) does not answer.': 'Der Dienst von OpenVZ (prl-disp) antwortet nicht.',
  'Start it with “systemctl start prl-disp”.': 'Ihn mit „systemctl start prl-disp“ starten.',
  'Another container has the name or the address.': 'Ein anderer Container hat den Namen oder die Adresse.',
};
