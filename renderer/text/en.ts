import { bin } from './en/bin';
import { console } from './en/console';
import { create } from './en/create';
import { definition } from './en/definition';
import { disks } from './en/disks';
import { hardware } from './en/hardware';
import { importing } from './en/import';
import { list } from './en/list';
import { machine } from './en/machine';
import { operations } from './en/operations';
import { remotes } from './en/remotes';
import { settings } from './en/settings';
import { snapshots } from './en/snapshots';
import { window } from './en/window';

/**
 * Every text of the window, in English. `{names}` are filled in; a text with `one` and `other` is chosen by `{count}`.
 * Words are plain: libvirt's and QEMU's terms stand in the tooltips.
 */
export const en = {
  ...window,
  ...operations,
  ...list,
  ...machine,
  ...console,
  ...definition,
  ...snapshots,
  ...hardware,
  ...disks,
  ...create,
  ...importing,
  ...bin,
  ...settings,
  ...remotes,
};
