import type { FailureCode } from '../../../main/domains/failure';

/** Where a kind of failure is shown to go right: on the screen, or why a spec below it has to do. */
type Shown =
  | { readonly onScreen: string }
  /** `spec` makes it happen; a card on the screen tells every failure alike, and `why` says why this one is not made there. */
  | { readonly spec: string; readonly why: string };

const here = 'test/e2e/failures/failures.spec.ts';
const badLuck = 'test/e2e/bad-luck.spec.ts';
const defect = 'It is a defect of Paddock’s own, which nothing in the window brings about.';

/** Every kind of failure, with the spec that brings it about. Held complete by `test/lint/failure-codes.spec.ts`. */
export const SHOWN: Readonly<Record<FailureCode, Shown>> = {
  'argument-invalid': {
    spec: 'test/qemu/life.spec.ts',
    why: 'The forms check each field themselves before they send it.',
  },
  busy: {
    spec: 'test/conformance/conformance.ts',
    why: 'What is under way disables the buttons, with its name as the reason.',
  },
  cancelled: {
    spec: 'test/qemu/disks.spec.ts',
    why: 'Who cancelled it knows: it is told in the log alone.',
  },
  'connection-lost': {
    spec: 'main/consoles/terminals.spec.ts',
    why: 'A console whose stream ends says so in its own words.',
  },
  'data-folder-in-use': {
    spec: 'main/domains/folder-lock.spec.ts',
    why: 'It is told in a box of the desktop’s before there is a window.',
  },
  'definition-newer': { onScreen: badLuck },
  'definition-unreadable': { onScreen: badLuck },
  'disk-full': {
    spec: 'test/qemu/saved.spec.ts',
    why: 'A full drive takes a file system of its own, which the tests of the driver make.',
  },
  'drive-failing': {
    spec: 'main/domains/failure.spec.ts',
    why: 'A drive that fails takes QEMU’s own device for it, which no test of the window has.',
  },
  'file-exists': { onScreen: here },
  'file-in-use': { onScreen: here },
  'file-missing': { onScreen: here },
  'file-unreadable': {
    spec: 'test/qemu/imports.spec.ts',
    why: 'What a chosen file is not is said at its field.',
  },
  'guest-not-listening': { onScreen: here },
  'handle-void': { spec: 'main/domains/domain-list.spec.ts', why: defect },
  internal: { spec: 'main/domains/failure.spec.ts', why: defect },
  'lock-order': { spec: 'main/domains/domain-list.spec.ts', why: defect },
  'lock-queue-full': {
    spec: 'main/domains/domain-list.spec.ts',
    why: 'A thousand calls would have to wait for one machine at once.',
  },
  'lock-timeout': {
    spec: 'main/domains/lock.spec.ts',
    why: 'A lock would have to be held for half a minute, which nothing that is long does.',
  },
  'machine-gone': {
    spec: 'main/domains/domain-list.spec.ts',
    why: 'The window leaves a machine’s page as soon as the machine is gone.',
  },
  'machine-not-found': {
    spec: 'test/conformance/conformance.ts',
    why: 'The window shows no machine that is not in the list.',
  },
  'memory-short': {
    spec: 'test/qemu/faults.spec.ts',
    why: 'A computer without memory takes a QEMU that says so, which the tests of the driver make.',
  },
  'name-invalid': { onScreen: badLuck },
  'name-taken': { onScreen: badLuck },
  'not-trusted': {
    spec: 'main/drivers/incus/endpoint.spec.ts',
    why: 'A server whose certificate is another’s takes one of the tests’ own.',
  },
  'not-writable': {
    spec: 'test/crash/full-disk.spec.ts',
    why: 'For root, as whom the tests of the window run, every folder can be written.',
  },
  'path-too-long': {
    spec: 'test/qemu/faults.spec.ts',
    why: 'It takes a data folder whose name is too long for the app itself to be started there.',
  },
  'port-taken': { onScreen: here },
  'program-failed': { onScreen: here },
  'program-missing': { onScreen: badLuck },
  'program-too-old': {
    spec: 'main/settings-check.spec.ts',
    why: 'It takes an old QEMU, which the tests of the settings stand in for.',
  },
  timeout: {
    spec: 'test/qemu/faults.spec.ts',
    why: 'It takes a QEMU that hangs, and as long as one waits for it.',
  },
  unsupported: {
    spec: 'test/conformance/conformance.ts',
    why: 'What a machine can’t do is disabled, with its reason.',
  },
  'wrong-state': { onScreen: here },
};
