import type { Catalogue } from '../../../text/message';

/** Of the page that imports machines. */
export const importing = {
  'import.title': 'Import a machine',
  'import.instead': 'Import one…',
  'import.lead': 'A machine that another program made. Nothing of it is changed by importing it.',
  'import.path': 'File or folder',
  'import.pathHint':
    'A disk image, an OVA or OVF, a libvirt definition (XML), a UTM folder, a quickemu .conf or its folder.',
  'import.file': 'Choose a file…',
  'import.folder': 'Choose a folder…',
  'import.looking': 'Looking at it…',
  'import.nothing': 'Choose what to import.',
  'import.found': 'What was found',
  'import.kind': 'Made with',
  'import.kind.disk': 'A disk image',
  'import.kind.ova': 'An OVF package (VirtualBox, VMware)',
  'import.kind.libvirt': 'libvirt',
  'import.kind.utm': 'UTM',
  'import.kind.quickemu': 'quickemu',
  'import.untold': 'Not told; a usual value is taken',
  'import.lost': 'Missing',
  'import.base': 'It stands on {base}, which is missing.',
  'import.lostText':
    'The machine has these disks, but they are not there, or can’t be read. Without them it lacks what is on them, and does not start if its system is.',
  'import.without': 'Import it without them',
  'import.again': 'Look again',
  'import.isLost': 'Disks are missing: put them back, or choose to import it without them.',
  'import.left': 'Not taken over',
  'import.leftKept': 'This is noted in the description of the new machine.',
  'import.disks': 'Its disks',
  'import.copy': 'Copy them',
  'import.copyText': 'The machine gets disks of its own; those that are there stay as they are',
  'import.inPlace': 'Use them where they are',
  'import.inPlaceText': 'Takes no more space; do not run it with the other program at the same time',
  'import.submit': 'Import',
  'import.done': '“{name}” was imported.',
} as const satisfies Catalogue;
