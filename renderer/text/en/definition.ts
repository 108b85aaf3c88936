import type { Catalogue } from '../../../text/message';

/** Of a machine’s definition as a text. */
export const definition = {
  'definition.title': 'Definition',
  'definition.lead':
    'As it is stored. What can’t be is marked as you write, and nothing is saved that is not right.',
  'definition.problems': {
    one: '{count} thing in it is not right.',
    other: '{count} things in it are not right.',
  },
  'definition.stale': 'It was changed elsewhere meanwhile. Revert to see how it is now.',
  'definition.differences': 'Waiting for the next start',
  'definition.differencesLead': 'What the running machine has now, and what it is defined to have.',
  'definition.what': 'What',
  'definition.now': 'Now',
  'definition.next': 'After the next start',
  'definition.nothing': 'none',
  'definition.command': 'Command line',
  'definition.commandLead': 'Exactly what a start would run now.',
  'definition.noCommand': 'This driver runs no command.',
  'definition.copy': 'Copy the definition',
  'definition.copyCommand': 'Copy the command line',
} as const satisfies Catalogue;
