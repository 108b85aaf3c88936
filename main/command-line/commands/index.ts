/** Every command by its name, in the order of the help. */
import type { Command } from '../command';
import { bin, purge, remove, undelete } from './bin';
import { completion } from './completion';
import { console } from './console';
import { copy, importMachine, rename } from './copies';
import { create } from './create';
import { drivers } from './drivers';
import { info, list } from './machines';
import { forceOff, pause, reset, restart, resume, save, start, stop } from './operations';
import { snapshotCreate, snapshotDelete, snapshotList, snapshotRestore } from './snapshots';

export const COMMANDS: Readonly<Record<string, Command>> = {
  list,
  info,
  create,
  start,
  stop,
  restart,
  pause,
  resume,
  save,
  'force-off': forceOff,
  reset,
  console,
  'snapshot list': snapshotList,
  'snapshot create': snapshotCreate,
  'snapshot restore': snapshotRestore,
  'snapshot delete': snapshotDelete,
  copy,
  rename,
  import: importMachine,
  delete: remove,
  undelete,
  bin,
  purge,
  drivers,
  completion,
};

/** What other tools call them. */
export const ALIASES: Readonly<Record<string, string>> = {
  ls: 'list',
  shutdown: 'stop',
  'restore-from-bin': 'undelete',
  'snapshot revert': 'snapshot restore',
};
