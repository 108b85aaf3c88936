import type { Translation } from '../../../text/message';
import type { importing as english } from '../en/import';

/** Of the page that imports machines. */
export const importing: Translation<typeof english> = {
  'import.title': 'Maschine importieren',
  'import.instead': 'Importieren …',
  'import.lead':
    'Eine Maschine, die ein anderes Programm erstellt hat. Das Importieren ändert nichts an ihr.',
  'import.path': 'Datei oder Ordner',
  'import.pathHint':
    'Ein Datenträgerabbild, eine OVA oder OVF, eine Definition von libvirt (XML), ein Ordner von UTM, eine .conf von quickemu oder ihr Ordner.',
  'import.file': 'Datei auswählen …',
  'import.folder': 'Ordner auswählen …',
  'import.looking': 'Wird angesehen …',
  'import.nothing': 'Auswählen, was importiert werden soll.',
  'import.found': 'Was gefunden wurde',
  'import.kind': 'Erstellt mit',
  'import.kind.disk': 'Ein Datenträgerabbild',
  'import.kind.ova': 'Ein OVF-Paket (VirtualBox, VMware)',
  'import.kind.libvirt': 'libvirt',
  'import.kind.utm': 'UTM',
  'import.kind.quickemu': 'quickemu',
  'import.untold': 'Nicht angegeben; ein üblicher Wert wird genommen',
  'import.lost': 'Fehlt',
  'import.base': 'Er beruht auf {base}, und diese Datei fehlt.',
  'import.lostText':
    'Die Maschine hat diese Datenträger, aber sie sind nicht da oder nicht lesbar. Ohne sie fehlt, was darauf ist, und sie startet nicht, wenn ihr System dort liegt.',
  'import.without': 'Ohne sie importieren',
  'import.again': 'Noch einmal ansehen',
  'import.isLost': 'Datenträger fehlen: wieder hinlegen, oder auswählen, ohne sie zu importieren.',
  'import.left': 'Nicht übernommen',
  'import.leftKept': 'Das steht danach in der Beschreibung der neuen Maschine.',
  'import.disks': 'Ihre Datenträger',
  'import.copy': 'Kopieren',
  'import.copyText': 'Die Maschine bekommt eigene Datenträger; die vorhandenen bleiben, wie sie sind',
  'import.inPlace': 'Dort nutzen, wo sie liegen',
  'import.inPlaceText': 'Braucht keinen Platz mehr; nicht gleichzeitig mit dem anderen Programm ausführen',
  'import.submit': 'Importieren',
  'import.done': '„{name}“ wurde importiert.',
};
