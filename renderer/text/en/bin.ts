import type { Catalogue } from '../../../text/message';

/** Of the bin. */
export const bin = {
  'bin.title': 'Bin',
  'bin.lead': 'Deleted machines wait here with their disks and files for 30 days, then they go for good.',
  'bin.nothing': 'The bin is empty',
  'bin.total': '{size} in all',
  'bin.when': 'Deleted {at}; goes in {left}',
  'bin.days': { one: '{count} day', other: '{count} days' },
  'bin.recover': 'Put back',
  'bin.undo': 'Undo',
  'bin.recovered': '“{name}” is back.',
  'bin.recoveredAs': '“{name}” is back, as “{as}”: its name was taken meanwhile.',
  'bin.empty': 'Empty the bin…',
  'bin.emptyTitle': 'Empty the bin?',
  'bin.emptied': 'The bin is empty.',
  'bin.purgeOf': 'Delete “{name}” for good…',
  'bin.purgeTitle': 'Delete “{name}” for good?',
  'bin.purgeWhat': {
    one: 'The definition, disks and files of {count} machine go, {size}. This can’t be undone.',
    other: 'The definitions, disks and files of {count} machines go, {size} in all. This can’t be undone.',
  },
  'bin.needed':
    'Its disks are still needed by: {names}. Delete that for good first, or make the linked disks there stand alone.',
  'bin.noneCan': 'None of these can be deleted for good now.',
  'bin.staysFor': 'Stays; still needed by {names}',
  'bin.inBin': '“{name}” (in the bin)',
  'bin.named': '“{name}”',
  'bin.purgeConfirm': 'Delete for good',
  'bin.purged': '“{name}” is gone for good.',
} as const satisfies Catalogue;
