import { describe, expect, it } from 'vitest';
import { fakeRow } from '../../testing/fake-rows';
import { fakeDisks } from '../../testing/fake-disks';
import { factsOf, holderOf, nameOf, shareOf, verdictOf } from './words';

const [whole, raw, linked, lost] = fakeDisks(fakeRow(1, { name: 'web' }));
if (!whole || !raw || !linked || !lost) throw new Error('there are four of them');

describe('the words about a disk', () => {
  it('name it by its file, and tell its size, what it takes and its format', () => {
    expect(nameOf(raw)).toBe('data.raw');
    expect(factsOf(raw)).toBe('100 GiB, 71.2 GiB used · raw');
    expect(shareOf(raw)).toBeCloseTo(0.712);
  });

  it('tell no size of one that is not there', () => {
    expect(factsOf(lost)).toBe('qcow2');
    expect(shareOf(lost)).toBeNull();
  });

  it('name who has it open, but not the machine’s own process', () => {
    expect(holderOf(raw, null, 'shutoff')).toBe('Opened by the program qemu-nbd (process 977)');
    expect(holderOf(raw, 977, 'running')).toBeNull();
    const held = { ...whole, holders: [{ pid: 5, program: 'qemu-system-x86_64', machine: 'other' }] };
    expect(holderOf(held, null, 'shutoff')).toBe('Opened by the machine “other” (process 5)');
    expect(holderOf(linked, null, 'shutoff')).toBeNull();
  });

  it('tell what a check has found', () => {
    const none = { corruptions: 0, leaks: 0, mended: 0 };
    expect(verdictOf({ ...none, verdict: 'sound' })).toBe('The disk is sound.');
    expect(verdictOf({ ...none, verdict: 'leaky', leaks: 1 })).toBe('1 piece of it is taken for nothing.');
    expect(verdictOf({ ...none, verdict: 'damaged', corruptions: 3 })).toBe(
      'The disk is damaged in 3 places.',
    );
  });
});
