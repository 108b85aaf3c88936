import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MachineDetail } from '../../../preload/contract';
import { fakeWorld } from '../../testing/fake-bridge';
import { fakeId, fakeRow } from '../../testing/fake-rows';
import type { FakeWorld } from '../../testing/fake-world';
import { HardwareDraft } from './draft.svelte';
import { HARDWARE_FORMS } from './forms';

const MIB = 1024 ** 2;
let world: FakeWorld;
let detail: MachineDetail;
let draft: HardwareDraft;

beforeEach(async () => {
  const { bridge, ...rest } = fakeWorld([fakeRow(1, { name: 'web', state: 'running' })]);
  world = rest as FakeWorld;
  vi.stubGlobal('window', { paddock: bridge });
  const answer = await bridge.call('machine.detail', { id: fakeId(1) });
  if (!answer.ok) throw new Error(answer.failure.message);
  detail = answer.value;
  draft = new HardwareDraft(fakeId(1));
  draft.problemsOf = HARDWARE_FORMS.qemu.problems;
  draft.show(detail);
});

const asked = (): unknown =>
  world.asked.filter(({ name }) => name === 'machine.redefine').map(({ args }) => args);

describe('the hardware form', () => {
  it('shows what the machine has, and has nothing to save at first', () => {
    expect(draft.of('qemu')).toMatchObject({ memory: 2048 * MIB, cpus: 2 });
    expect(draft.isChanged).toBe(false);
  });

  it('keeps what was filled in when the machine changes meanwhile', () => {
    draft.of('qemu').memory = 4096 * MIB;
    draft.show({ ...detail, version: 2 });
    expect(draft.of('qemu').memory).toBe(4096 * MIB);
    expect(draft.isChanged).toBe(true);
    draft.revert();
    expect(draft.of('qemu').memory).toBe(2048 * MIB);
  });

  it('takes over what changed elsewhere, in the parts that were not changed here', () => {
    draft.of('qemu').memory = 4096 * MIB;
    const { editable } = structuredClone(detail);
    if (editable?.driver !== 'qemu') throw new Error('no form');
    editable.hardware.cpus = 7;
    editable.hardware.memory = 1024 * MIB;
    draft.show({ ...detail, editable });
    expect(draft.of('qemu')).toMatchObject({ memory: 4096 * MIB, cpus: 7 });
    draft.revert();
    expect(draft.of('qemu')).toMatchObject({ memory: 1024 * MIB, cpus: 7 });
  });

  it('sends the hardware alone: name and tags stay as they are', async () => {
    draft.of('qemu').memory = 4096 * MIB;
    await draft.apply();
    expect(asked()).toEqual([
      { id: fakeId(1), editable: { driver: 'qemu', hardware: draft.baseOf('qemu') } },
    ]);
    expect(draft.baseOf('qemu').memory).toBe(4096 * MIB);
    expect(draft.isChanged).toBe(false);
  });

  it('says at its field what can’t be, and asks nothing', async () => {
    draft.of('qemu').memory = 4 * MIB;
    draft.of('qemu').cpus = NaN;
    await draft.apply();
    expect(Object.keys(draft.errors).sort()).toEqual(['cpus', 'memory']);
    draft.clearError('cpus');
    expect(Object.keys(draft.errors)).toEqual(['memory']);
    expect(asked()).toEqual([]);
  });

  it('puts what main refuses at its field, and keeps what was filled in', async () => {
    world.failures.set('machine.redefine', {
      code: 'file-missing',
      message: '/nowhere is not there.',
      field: 'hardware.cdroms.0.path',
    });
    draft.of('qemu').cpus = 3;
    await draft.apply();
    expect(draft.errors['cdroms.0.path']).toContain('/nowhere');
    expect(draft.of('qemu').cpus).toBe(3);
    expect(draft.isChanged).toBe(true);
  });

  it('puts at its field also what the border refused', async () => {
    world.failures.set('machine.redefine', {
      code: 'argument-invalid',
      message: 'A value can’t be used.',
      cause: 'It has to be a whole path, beginning with “/”.',
      field: 'editable.hardware.disks.1.path',
    });
    draft.of('qemu').cpus = 3;
    await draft.apply();
    expect(draft.errors['disks.1.path']).toContain('whole path');
  });

  it('drops what was refused once the field at fault is filled in otherwise', async () => {
    world.failures.set('machine.redefine', {
      code: 'file-missing',
      message: '/nowhere is not there.',
      next: 'Choose another file.',
      field: 'hardware.cdroms.0.path',
    });
    draft.of('qemu').cpus = 3;
    await draft.apply();
    expect(draft.failure?.message).toBe('/nowhere is not there.');
    draft.clearError('cpus');
    expect(draft.failure).not.toBeNull();
    draft.clearError('cdroms.0.path');
    expect(draft.failure).toBeNull();
  });

  it('says of each field when it changes, as the driver tells it', () => {
    draft.show({ ...detail, live: ['cdroms.cd0', 'disks[]'], pending: ['disks.disk1.cache'] });
    expect(draft.isLive('cdroms.cd0.path')).toBe(true);
    expect(draft.isLive('disks[]')).toBe(true);
    expect(draft.isLive('disks.disk0.bus')).toBe(false);
    expect(draft.isPending('disks')).toBe(true);
    expect(draft.isPending('disks.disk0')).toBe(false);
  });
});
