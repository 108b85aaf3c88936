import type { Told } from '../teller';

/** Machines of other programs: what of them can be taken over, and what not. */
export const importing: Told = {
  '{path} can’t be understood.': '{path} ist nicht zu verstehen.',
  'Choose a disk image, an OVA, a libvirt definition (XML), a UTM folder or a quickemu .conf file.':
    'Ein Datenträgerabbild, eine OVA, eine libvirt-Definition (XML), einen UTM-Ordner oder eine quickemu-Datei (.conf) wählen.',
  'Its name “{name}” can’t be used here.': 'Ihr Name „{name}“ ist hier nicht möglich.',
  'The disk {disk} was missing: the machine was imported without it.':
    'Der Datenträger {disk} fehlte: Die Maschine wurde ohne ihn importiert.',
  'The disk {disk} stands on {base}, which was missing: the machine was imported without it.':
    'Der Datenträger {disk} beruht auf {base}, und diese Datei fehlte: Die Maschine wurde ohne ihn importiert.',
  'The disk {disk} can’t be read without {base}.': 'Der Datenträger {disk} ist ohne {base} nicht lesbar.',
  'It stands on that file, which is not there, or can’t be read.':
    'Er beruht auf dieser Datei, und sie ist nicht da oder nicht lesbar.',
  'Put that file back where it was.': 'Diese Datei dorthin zurücklegen, wo sie war.',
  'Put that file back where it was, or import the machine without the disk.':
    'Diese Datei dorthin zurücklegen, wo sie war, oder die Maschine ohne den Datenträger importieren.',
  'The disk {disk} is missing.': 'Der Datenträger {disk} fehlt.',
  'The machine has it, but it is not there, or can’t be read.':
    'Die Maschine hat ihn, aber er ist nicht da oder nicht lesbar.',
  'Put it back, or import the machine without it.':
    'Ihn wieder hinlegen, oder die Maschine ohne ihn importieren.',
  'Disks of this format, or inside an archive, can only be copied.':
    'Datenträger in diesem Format oder in einem Archiv lassen sich nur kopieren.',
  'It is far larger than any description.': 'Die Datei ist viel größer als jede Beschreibung.',
  'It is no disk image that has a system on it.': 'Es ist kein Datenträgerabbild, auf dem ein System ist.',

  'A device of the computer that is passed through': 'Ein durchgereichtes Gerät des Computers',
  'A shared folder': 'Ein geteilter Ordner',
  'Its watchdog': 'Ihr Watchdog',
  'USB redirection': 'Die USB-Weiterleitung',
  'Its smart card reader': 'Ihr Smartcard-Leser',
  'A parallel port': 'Eine parallele Schnittstelle',
  'Its panic device': 'Ihr Panic-Gerät',
  'Its vsock device': 'Ihr vsock-Gerät',
  'Its device “{name}”': 'Ihr Gerät „{name}“',
  '{what*} is not taken over.': '{what} wird nicht übernommen.',
  'It is no libvirt machine: {problem}': 'Es ist keine Maschine von libvirt: {problem}',
  'It is a machine of the kind “{kind}”, which QEMU can’t run.':
    'Es ist eine Maschine der Art „{kind}“, die QEMU nicht ausführen kann.',
  'It is not whole: {problem}': 'Die Datei ist nicht vollständig: {problem}',
  'a disk': 'ohne Namen',
  'The drive {title*} is a {device}, which is not taken over.':
    'Das Laufwerk {title} ist von der Art {device} und wird nicht übernommen.',
  'The disk {title*} is no file of this computer ({type}), and is not taken over.':
    'Der Datenträger {title} ist keine Datei dieses Computers ({type}) und wird nicht übernommen.',
  'The disk {title*} has the format {format}, which is not read.':
    'Der Datenträger {title} hat das Format {format}, das nicht gelesen wird.',
  'The CD {path} is not there, or can’t be read: its drive is empty.':
    'Die CD {path} ist nicht da oder nicht lesbar: Ihr Laufwerk ist leer.',
  'The file {path}, from which it starts, is not there, or can’t be read.':
    'Die Datei {path}, mit der sie startet, ist nicht da oder nicht lesbar.',
  'The network “{name}” becomes user networking.':
    'Aus dem Netzwerk „{name}“ wird ein Netzwerk im Benutzermodus.',

  'Its description is no OVF of one machine: {cause}':
    'Die Beschreibung ist kein OVF einer einzelnen Maschine: {cause}',
  '“{name*}” is not taken over.': '„{name}“ wird nicht übernommen.',
  'device {type}': 'Gerät {type}',
  'Its networks become user networking, with new addresses.':
    'Aus ihren Netzwerken wird ein Netzwerk im Benutzermodus, mit neuen Adressen.',
  'The disk “{name}” has no file, and is not taken over.':
    'Der Datenträger „{name}“ hat keine Datei und wird nicht übernommen.',
  'The disk {name} is packed once more, with gzip.':
    'Der Datenträger {name} ist ein weiteres Mal gepackt, mit gzip.',
  'Its description is far too large.': 'Die Beschreibung ist viel zu groß.',
  'There is no description (.ovf) in it.': 'Es ist keine Beschreibung (.ovf) darin.',
  'The disk {name} is not in {file}.': 'Der Datenträger {name} ist nicht in {file}.',
  'Its description names it, but the file does not hold it.':
    'Die Beschreibung nennt ihn, aber die Datei enthält ihn nicht.',
  'Export the machine anew where it came from.': 'Die Maschine dort, woher sie kommt, neu exportieren.',
  'It is cut short: {bytes} bytes of the disk {name} are missing.':
    'Die Datei ist abgeschnitten: Vom Datenträger {name} fehlen {bytes} Bytes.',
  'It is no whole archive: {problem}': 'Es ist kein vollständiges Archiv: {problem}',

  'It sets no guest_os, which every quickemu machine has.':
    'Darin fehlt guest_os, das jede Maschine von quickemu hat.',
  'Its setting {name} is not taken over.': 'Ihre Einstellung {name} wird nicht übernommen.',
  'There is no .conf file in it.': 'Es ist keine .conf-Datei darin.',
  'There are several .conf files in it: choose one.': 'Es sind mehrere .conf-Dateien darin: eine wählen.',

  'Its additional arguments of QEMU are not taken over.':
    'Ihre zusätzlichen Argumente für QEMU werden nicht übernommen.',
  'Its shared folder is not taken over.': 'Ihr geteilter Ordner wird nicht übernommen.',
  'A drive of the kind {kind} is not taken over.': 'Ein Laufwerk der Art {kind} wird nicht übernommen.',
  'It is no property list: {problem}': 'Es ist keine Property-Liste: {problem}',
  'An old UTM has made it: open it in UTM 4 and save it, then import it.':
    'Ein altes UTM hat sie erstellt: sie in UTM 4 öffnen und speichern, dann importieren.',
  'It is run by Apple’s own virtualization, not by QEMU.':
    'Sie läuft mit der Virtualisierung von Apple und nicht mit QEMU.',
  'Its network ({mode}) becomes user networking.':
    'Aus ihrem Netzwerk ({mode}) wird ein Netzwerk im Benutzermodus.',
};
