import { describe, expect, it } from 'vitest';
import type { DriverView, MachineDetail, MachineRow } from '../../preload/contract';
import { fakeRow } from '../testing/fake-rows';
import { primaryOf, reasonAgainst } from './actions';

describe('the primary button', () => {
  it.each([
    ['shutoff', 'Start'],
    ['saved', 'Start'],
    ['crashed', 'Start again'],
    ['paused', 'Resume'],
    ['running', 'Open console'],
    ['unknown', 'Open'],
  ] as const)('of a machine that is %s says “%s”', (state, label) => {
    expect(primaryOf(fakeRow(1, { state })).label).toBe(label);
  });

  it('cancels what runs, where it can be cancelled', () => {
    const job: MachineRow['job'] = {
      id: 'j',
      operation: 'start',
      by: 'window',
      since: 0,
      step: null,
      progress: null,
      cancellable: true,
    };
    expect(primaryOf(fakeRow(1, { job })).does).toBe('cancel');
    expect(primaryOf(fakeRow(1, { job: { ...job, cancellable: false } })).does).toBe('operation');
  });
});

describe('the reason against an operation', () => {
  const row = fakeRow(1, { state: 'running', version: 7 });
  const detail = (version: number): MachineDetail => ({
    ...row,
    version,
    description: '',
    autostart: null,
    protected: false,
    pid: null,
    startedAt: null,
    agent: null,
    permissions: { start: { allowed: false, reason: 'It runs.' }, suspend: { allowed: true } },
    stoodOn: null,
    consoles: [],
    actions: [],
    snapshots: [],
    snapshot: null,
    snapshotable: { allowed: true },
    editable: null,
    accelerates: true,
    snapshotsKeepMemory: true,
    startsHow: ['normal'],
    live: ['media', 'forwards'],
    pending: [],
    definition: '',
    differences: [],
  });

  it('is main’s own', () => {
    expect(reasonAgainst('start', row, detail(7), undefined)).toBe('It runs.');
    expect(reasonAgainst('suspend', row, detail(7), undefined)).toBeNull();
  });

  it('is not taken from a reading that is older than the row', () => {
    expect(reasonAgainst('start', row, detail(6), undefined)).not.toBe('It runs.');
    expect(reasonAgainst('suspend', row, detail(6), undefined)).toBeNull();
  });

  it('is that another machine stands on its disks, for what would write to them', () => {
    const off = fakeRow(1, { state: 'shutoff' });
    const known = { ...detail(1), ...off, permissions: {}, stoodOn: '“linked” stands on it.' };
    expect(reasonAgainst('start', off, known, undefined)).toBe('“linked” stands on it.');
    expect(reasonAgainst('clone', off, known, undefined)).toBeNull();
    expect(reasonAgainst('start', off, { ...known, stoodOn: null }, undefined)).toBeNull();
  });

  it('is the driver’s where the driver is missing', () => {
    const driver: DriverView = {
      id: 'qemu',
      title: 'QEMU',
      creates: true,
      probe: { status: 'missing', why: 'QEMU is not installed.', install: null },
    };
    expect(reasonAgainst('start', row, null, driver)).toBe('QEMU is not installed.');
  });
});
