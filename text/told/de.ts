import { drivers } from './de/drivers';
import { files } from './de/files';
import { forms } from './de/forms';
import { importing } from './de/import';
import { incus } from './de/incus';
import { lxc } from './de/lxc';
import { openvz } from './de/openvz';
import { openvzErrors } from './de/openvz-errors';
import { qemu } from './de/qemu';
import { qemuDisks } from './de/qemu-disks';
import { qemuErrors } from './de/qemu-errors';
import { registry } from './de/registry';
import { test } from './de/test';
import type { Told } from './teller';

/** All that main says, in German, by subject; in the words of the window's glossary (`renderer/text/de.ts`). */
export const subjects = {
  registry,
  files,
  forms,
  import: importing,
  drivers,
  qemu,
  'qemu-disks': qemuDisks,
  'qemu-errors': qemuErrors,
  lxc,
  incus,
  openvz,
  'openvz-errors': openvzErrors,
  test,
};

export const de: Told = Object.assign({}, ...Object.values(subjects));
