import type { Translation } from '../../../text/message';
import type { bin as english } from '../en/bin';

/** Of the bin. */
export const bin: Translation<typeof english> = {
  'bin.title': 'Papierkorb',
  'bin.lead':
    'Gelöschte Maschinen warten hier mit ihren Datenträgern und Dateien 30 Tage lang, dann sind sie endgültig weg.',
  'bin.nothing': 'Der Papierkorb ist leer',
  'bin.total': 'Insgesamt {size}',
  'bin.when': 'Gelöscht: {at}; endgültig in {left}',
  'bin.days': { one: '{count} Tag', other: '{count} Tagen' },
  'bin.recover': 'Wiederherstellen',
  'bin.undo': 'Rückgängig',
  'bin.recovered': '„{name}“ ist wieder da.',
  'bin.recoveredAs': '„{name}“ ist wieder da, als „{as}“: der Name war inzwischen vergeben.',
  'bin.empty': 'Papierkorb leeren …',
  'bin.emptyTitle': 'Papierkorb leeren?',
  'bin.emptied': 'Der Papierkorb ist leer.',
  'bin.purgeOf': '„{name}“ endgültig löschen …',
  'bin.purgeTitle': '„{name}“ endgültig löschen?',
  'bin.purgeWhat': {
    one: 'Definition, Datenträger und Dateien von {count} Maschine werden gelöscht, {size}. Das lässt sich nicht rückgängig machen.',
    other:
      'Definitionen, Datenträger und Dateien von {count} Maschinen werden gelöscht, insgesamt {size}. Das lässt sich nicht rückgängig machen.',
  },
  'bin.needed':
    'Ihre Datenträger werden noch gebraucht von: {names}. Das zuerst endgültig löschen oder die verknüpften Datenträger dort eigenständig machen.',
  'bin.noneCan': 'Nichts davon lässt sich jetzt endgültig löschen.',
  'bin.staysFor': 'Bleibt; noch gebraucht von {names}',
  'bin.inBin': '„{name}“ (im Papierkorb)',
  'bin.named': '„{name}“',
  'bin.purgeConfirm': 'Endgültig löschen',
  'bin.purged': '„{name}“ ist endgültig gelöscht.',
};
