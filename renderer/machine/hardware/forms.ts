import type { Component } from 'svelte';
import type { Hardware } from '../../../preload/contract';
import type { HardwareDraft, HardwareOf, Problems } from './draft.svelte';
import IncusHardware from './incus/IncusHardware.svelte';
import { incusProblems } from './incus/problems';
import LxcHardware from './lxc/LxcHardware.svelte';
import OpenvzHardware from './openvz/OpenvzHardware.svelte';
import { openvzProblems } from './openvz/problems';
import { qemuProblems } from './qemu/problems';
import QemuHardware from './qemu/QemuHardware.svelte';
import { limitProblems, sizeProblems } from './sizes';
import TestHardware from './test/TestHardware.svelte';

/** A driver's form for what can be changed of its machines. */
export interface HardwareForm {
  readonly form: Component<{ draft: HardwareDraft }>;
  /** What is wrong with what was filled in, before main is asked, which checks it all again. */
  readonly problems: (hardware: Hardware) => Problems;
}

/** The same for one driver’s hardware; there is none of another’s in its form. */
function problemsOf<D extends Hardware['driver']>(
  driver: D,
  problems: (hardware: HardwareOf<D>) => Problems,
): HardwareForm['problems'] {
  return (all) => (all.driver === driver ? problems(all.hardware as HardwareOf<D>) : {});
}

/** By the driver's id: a driver whose machines have hardware to change adds its line. */
export const HARDWARE_FORMS: Readonly<Record<Hardware['driver'], HardwareForm>> = {
  qemu: { form: QemuHardware, problems: qemuProblems },
  lxc: { form: LxcHardware, problems: problemsOf('lxc', limitProblems) },
  incus: { form: IncusHardware, problems: problemsOf('incus', incusProblems) },
  openvz: { form: OpenvzHardware, problems: problemsOf('openvz', openvzProblems) },
  test: { form: TestHardware, problems: problemsOf('test', sizeProblems) },
};
