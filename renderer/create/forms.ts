import type { Component } from 'svelte';
import type { DriverKind, FormDraft } from './form';
import { incusDraft } from './incus/incus-draft.svelte';
import IncusForm from './incus/IncusForm.svelte';
import { lxcDraft } from './lxc/lxc-draft.svelte';
import LxcForm from './lxc/LxcForm.svelte';
import { openvzDraft } from './openvz/openvz-draft.svelte';
import OpenvzForm from './openvz/OpenvzForm.svelte';
import { qemuDraft } from './qemu/qemu-draft.svelte';
import QemuForm from './qemu/QemuForm.svelte';
import { testDraft } from './test/test-draft.svelte';
import TestForm from './test/TestForm.svelte';

/** A driver's form for new machines, with what is filled in. */
export interface CreateForm {
  readonly draft: FormDraft;
  readonly form: Component;
}

/**
 * By the driver's id, in the order in which they are offered: a driver that makes machines adds its line, and the texts
 * `create.<id>` and `create.<id>Text` to the catalogue.
 */
export const CREATE_FORMS: Readonly<Record<DriverKind, CreateForm>> = {
  qemu: { draft: qemuDraft, form: QemuForm },
  lxc: { draft: lxcDraft, form: LxcForm },
  incus: { draft: incusDraft, form: IncusForm },
  openvz: { draft: openvzDraft, form: OpenvzForm },
  test: { draft: testDraft, form: TestForm },
};
export const KINDS = Object.keys(CREATE_FORMS) as readonly DriverKind[];
