import type { Component } from 'svelte';
import type { Hardware } from '../../../preload/contract';
import type { HardwareDraft, Problems } from './draft.svelte';
import { qemuProblems } from './qemu/problems';
import QemuHardware from './qemu/QemuHardware.svelte';
import { sizeProblems } from './sizes';
import TestHardware from './test/TestHardware.svelte';

/** A driver's form for what can be changed of its machines. */
export interface HardwareForm {
  readonly form: Component<{ draft: HardwareDraft }>;
  /** What is wrong with what was filled in, before main is asked, which checks it all again. */
  readonly problems: (hardware: Hardware) => Problems;
}

/** By the driver's id: a driver whose machines have hardware to change adds its line. */
export const HARDWARE_FORMS: Readonly<Record<Hardware['driver'], HardwareForm>> = {
  qemu: { form: QemuHardware, problems: qemuProblems },
  test: { form: TestHardware, problems: ({ hardware }) => sizeProblems(hardware) },
};
