import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MachineDetail } from '../../../preload/contract';
import { fakeId, fakeRow, fakeWorld, type FakeWorld } from '../../testing/fake-bridge';
import { Edit, tagsOf } from './edit.svelte';

let world: FakeWorld;
let detail: MachineDetail;
let edit: Edit;

beforeEach(async () => {
  const { bridge, ...rest } = fakeWorld([fakeRow(1, { name: 'web', tags: ['prod', 'shop'] })]);
  world = rest as FakeWorld;
  vi.stubGlobal('window', { paddock: bridge });
  const answer = await bridge.call('machine.detail', { id: fakeId(1) });
  if (!answer.ok) throw new Error(answer.failure.message);
  detail = answer.value;
  edit = new Edit(fakeId(1));
  edit.show(detail);
});

const asked = (): unknown =>
  world.asked.filter(({ name }) => name === 'machine.redefine').map(({ args }) => args);

describe('the settings form', () => {
  it('shows what the machine has, and has nothing to save at first', () => {
    expect(edit.filled).toMatchObject({ name: 'web', tags: 'prod, shop', memoryMiB: 2048, cpus: 2 });
    expect(edit.isChanged).toBe(false);
  });

  it('keeps what was filled in when the machine changes meanwhile', () => {
    edit.filled.memoryMiB = 4096;
    edit.show({ ...detail, version: 2 });
    expect(edit.filled.memoryMiB).toBe(4096);
    expect(edit.isChanged).toBe(true);
    edit.revert();
    expect(edit.filled.memoryMiB).toBe(2048);
  });

  it('sends all that can be changed, in bytes', async () => {
    edit.filled.memoryMiB = 4096;
    edit.filled.tags = ' prod, new ,, prod';
    await edit.save();
    expect(asked()).toMatchObject([
      {
        name: 'web',
        tags: ['prod', 'new'],
        editable: { driver: 'qemu', hardware: { memory: 4096 * 1024 ** 2 } },
      },
    ]);
    expect(edit.isChanged).toBe(false);
  });

  it('says at its field what can’t be, and asks nothing', async () => {
    edit.filled.memoryMiB = 4;
    edit.filled.cpus = null;
    edit.filled.name = ' ';
    await edit.save();
    expect(Object.keys(edit.errors).sort()).toEqual(['cpus', 'memory', 'name']);
    expect(asked()).toEqual([]);
  });

  it('puts what main refuses at its field, and keeps what was filled in', async () => {
    world.failures.set('machine.redefine', {
      code: 'file-missing',
      message: '/nowhere is not there.',
      field: 'hardware.media.0.path',
    });
    edit.filled.cpus = 3;
    await edit.save();
    expect(edit.errors['media.0']).toContain('/nowhere');
    expect(edit.filled.cpus).toBe(3);
    expect(edit.isChanged).toBe(true);
  });
});

describe('forwarded ports', () => {
  it('begin with a way in for SSH, are checked, and are sent', async () => {
    edit.removeForward(0);
    edit.addForward();
    expect(edit.filled.forwards).toMatchObject([{ protocol: 'tcp', hostPort: 2222, guestPort: 22 }]);
    edit.addForward();
    await edit.save();
    expect(edit.errors['forwards.1']).toBeDefined();
    expect(asked()).toEqual([]);
    Object.assign(edit.filled.forwards[1] ?? {}, { hostPort: 8080, guestPort: 80 });
    await edit.save();
    expect(asked()).toMatchObject([
      {
        editable: {
          hardware: { forwards: [{ hostPort: 2222 }, { protocol: 'tcp', hostPort: 8080, guestPort: 80 }] },
        },
      },
    ]);
  });
});

describe('tags', () => {
  it('are told apart by commas, each once', () => {
    expect(tagsOf('a, b c,,a')).toEqual(['a', 'b c']);
    expect(tagsOf('  ')).toEqual([]);
  });
});
