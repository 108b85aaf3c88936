import type { Told } from '../teller';

/** LXC. */
export const lxc: Told = {
  '{folder} does not hold LXC’s programs.': '{folder} enthält nicht die Programme von LXC.',
  'Choose the folder that lxc-start is in, or leave the field empty to have them found by their names.':
    'Den Ordner wählen, in dem lxc-start liegt, oder das Feld leer lassen, damit sie nach ihren Namen gefunden werden.',
  'There is no folder {folder}.': 'Den Ordner {folder} gibt es nicht.',
  'Choose the folder that holds LXC’s containers (lxcpath), or an empty one for new ones.':
    'Den Ordner wählen, in dem die Container von LXC liegen (lxcpath), oder einen leeren für neue.',
  'LXC could not {doing*}.': 'LXC ist es nicht gelungen, {doing}.',
  'Unpacking its root file system': 'Entpackt ihr Wurzeldateisystem',
  'Making its root file system': 'Legt ihr Wurzeldateisystem an',
  'Fetching the packages': 'Holt die Pakete',
  'Copying the root file system of then': 'Kopiert das Wurzeldateisystem von damals',
  'The program mmdebstrap, which makes a Debian system, is not installed.':
    'Das Programm mmdebstrap, das ein Debian-System erstellt, ist nicht installiert.',
  'LXC copies the files of a container, which must be off meanwhile.':
    'LXC kopiert die Dateien eines Containers; dabei muss er aus sein.',
  'LXC is not installed.': 'LXC ist nicht installiert.',
  'LXC can’t save a container’s memory reliably.':
    'LXC kann den Arbeitsspeicher eines Containers nicht verlässlich sichern.',
  'LXC says that it is {state}.': 'LXC nennt ihren Zustand „{state}“.',
  'what LXC says': 'was LXC sagt',
  'its addresses': 'ihre Adressen',
  'There is no bridge for the machine’s network.': 'Für das Netzwerk der Maschine gibt es keine Brücke.',
  'LXC’s own settings name none, and this computer has none.':
    'Die Einstellungen von LXC nennen keine, und dieser Computer hat keine.',
  'Set up LXC’s network (lxc-net), or make the machine without one.':
    'Das Netzwerk von LXC einrichten (lxc-net), oder die Maschine ohne Netzwerk erstellen.',
  'Make a linked copy': 'Eine verknüpfte Kopie erstellen',
  'A container that holds only what differs from this one, made in a moment. This one must stay off, and as it is, as long as the copy is there.':
    'Ein Container, der nur enthält, was sich von diesem unterscheidet, sofort erstellt. Dieser muss aus bleiben und so, wie er ist, solange es die Kopie gibt.',
  Name: 'Name',
  '{path} can’t be read.': '{path} ist nicht lesbar.',
  'Choose an archive of a root file system that is there.':
    'Ein vorhandenes Archiv eines Wurzeldateisystems wählen.',
  '“{name}” can’t be started: linked copies stand on it.':
    '„{name}“ lässt sich nicht starten: Verknüpfte Kopien beruhen darauf.',
  'They hold only what differs from it, and it would change beneath them: {copies}.':
    'Sie enthalten nur, was sich davon unterscheidet, und ihre Grundlage würde sich ändern: {copies}.',
  'Start one of those, or delete them first.': 'Eine davon starten, oder sie zuerst löschen.',
  '“{name}” can’t be deleted: linked copies stand on it.':
    '„{name}“ lässt sich nicht löschen: Verknüpfte Kopien beruhen darauf.',
  'They hold only what differs from it: {copies}.':
    'Sie enthalten nur, was sich davon unterscheidet: {copies}.',
  'Delete those first.': 'Diese zuerst löschen.',
  'LXC knows no such container any more.': 'LXC kennt diesen Container nicht mehr.',
  'There is none called {container} in {folder}.': 'In {folder} gibt es keinen namens {container}.',
  'The network bridge {bridge} is not there.': 'Die Netzwerkbrücke {bridge} ist nicht da.',
  'The container is to have a card at that bridge of this computer.':
    'Der Container soll eine Netzwerkkarte an dieser Brücke des Computers haben.',
  'Start LXC’s network with this command, or choose another network for the machine.':
    'Das Netzwerk von LXC mit diesem Befehl starten, oder ein anderes Netzwerk für die Maschine wählen.',
  'Set the bridge up, or choose another network for the machine.':
    'Die Brücke einrichten, oder ein anderes Netzwerk für die Maschine wählen.',
  'LXC has a container of that name already.': 'LXC hat bereits einen Container mit diesem Namen.',
  'LXC may not limit a container’s memory or CPUs as your user.':
    'LXC darf Arbeitsspeicher und CPUs eines Containers unter diesem Benutzerkonto nicht begrenzen.',
  'No control groups of this computer are given to your user (delegated), or not these.':
    'Dem Benutzerkonto sind keine Kontrollgruppen dieses Computers überlassen (delegiert), oder nicht diese.',
  'Take the limits away under Hardware, or have control groups delegated to your user (“man systemd.resource-control”, Delegate).':
    'Die Grenzen unter Hardware entfernen, oder dem Benutzerkonto Kontrollgruppen überlassen („man systemd.resource-control“, Delegate).',
  'Another container stands on this one.': 'Ein anderer Container beruht auf diesem.',
  'It is a linked copy: it holds only what differs.':
    'Es ist eine verknüpfte Kopie: Sie enthält nur, was sich unterscheidet.',
  'Delete the linked copies first.': 'Zuerst die verknüpften Kopien löschen.',
  'LXC needs the program rsync to copy a container.':
    'LXC braucht das Programm rsync, um einen Container zu kopieren.',
  'Its folder or its configuration was removed or damaged by another program.':
    'Ein anderes Programm hat ihren Ordner oder ihre Konfiguration entfernt oder beschädigt.',
  'The container’s first program can’t be started.':
    'Das erste Programm des Containers lässt sich nicht starten.',
  'Its root file system has no {program} that runs here.':
    'Sein Wurzeldateisystem hat kein {program}, das hier läuft.',
  'Look whether its root file system is whole, or set lxc.init.cmd in its configuration.':
    'Nachsehen, ob sein Wurzeldateisystem vollständig ist, oder lxc.init.cmd in seiner Konfiguration setzen.',
  'LXC may not do this as your user.': 'LXC darf das unter diesem Benutzerkonto nicht.',
  'A container of an ordinary user needs subordinate ids (/etc/subuid, /etc/subgid) and folders that these may enter.':
    'Ein Container eines gewöhnlichen Benutzerkontos braucht untergeordnete Kennungen (/etc/subuid, /etc/subgid) und Ordner, die diese betreten dürfen.',
  'Look at the details, and at “man lxc-usernet” and “man subuid”.':
    'Die Einzelheiten ansehen, sowie „man lxc-usernet“ und „man subuid“.',
  'LXC is not installed: there is no program {program}.':
    'LXC ist nicht installiert: Das Programm {program} fehlt.',
  'LXC was found, but does not tell its version.': 'LXC wurde gefunden, nennt aber seine Version nicht.',
  'LXC was found, but does not work: {problem*}': 'LXC wurde gefunden, funktioniert aber nicht: {problem}',
  'Memory and CPUs are limited by control groups, version {version}.':
    'Arbeitsspeicher und CPUs werden mit Kontrollgruppen begrenzt, Version {version}.',
  'Your user has no subordinate ids (/etc/subuid): containers can’t be made without root.':
    'Das Benutzerkonto hat keine untergeordneten Kennungen (/etc/subuid): Ohne root lassen sich keine Container erstellen.',
  'LXC does not tell where it keeps containers.': 'LXC verrät nicht, wo es Container aufbewahrt.',
  '“lxc-config {item}” gave no answer.': '„lxc-config {item}“ gab keine Antwort.',
  'Look at /etc/lxc/lxc.conf, or install LXC again.': '/etc/lxc/lxc.conf ansehen, oder LXC neu installieren.',
  'LXC does not have this snapshot any more.': 'LXC hat diesen Snapshot nicht mehr.',
  'None of the container {container} has the identity {identity}: another program deleted it.':
    'Keiner des Containers {container} hat die Kennung {identity}: Ein anderes Programm hat ihn gelöscht.',

  // after „LXC ist es nicht gelungen,“
  'make a {suite} system: mmdebstrap failed': 'ein System {suite} zu erstellen: mmdebstrap ist gescheitert',
  'change its memory': 'seinen Arbeitsspeicher zu ändern',
  'change its CPUs': 'seine CPUs zu ändern',
  'make a linked copy': 'eine verknüpfte Kopie zu erstellen',
};
