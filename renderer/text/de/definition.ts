import type { Translation } from '../../../text/message';
import type { definition as english } from '../en/definition';

/** Of a machine’s definition as a text. */
export const definition: Translation<typeof english> = {
  'definition.title': 'Definition',
  'definition.lead':
    'So, wie sie gespeichert ist. Was nicht sein kann, wird beim Schreiben markiert; Falsches wird nicht gespeichert.',
  'definition.problems': {
    one: '{count} Stelle darin stimmt nicht.',
    other: '{count} Stellen darin stimmen nicht.',
  },
  'definition.stale':
    'Sie wurde inzwischen anderswo geändert. Nach dem Verwerfen ist der jetzige Stand zu sehen.',
  'definition.differences': 'Wartet auf den nächsten Start',
  'definition.differencesLead':
    'Was die laufende Maschine jetzt hat, und was sie nach ihrer Definition haben soll.',
  'definition.what': 'Was',
  'definition.now': 'Jetzt',
  'definition.next': 'Nach dem nächsten Start',
  'definition.nothing': 'nichts',
  'definition.command': 'Befehlszeile',
  'definition.commandLead': 'Genau das würde ein Start jetzt ausführen.',
  'definition.noCommand': 'Dieser Treiber führt keinen Befehl aus.',
  'definition.copy': 'Definition kopieren',
  'definition.copyCommand': 'Befehlszeile kopieren',
};
