import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MachineDetail } from '../../../preload/contract';
import { fakeWorld } from '../../testing/fake-bridge';
import { fakeId, fakeRow } from '../../testing/fake-rows';
import type { FakeWorld } from '../../testing/fake-world';
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
    expect(edit.filled).toMatchObject({ name: 'web', tags: 'prod, shop', protected: false });
    expect(edit.isChanged).toBe(false);
  });

  it('keeps what was filled in when the machine changes meanwhile', () => {
    edit.filled.description = 'New.';
    edit.show({ ...detail, version: 2 });
    expect(edit.filled.description).toBe('New.');
    expect(edit.isChanged).toBe(true);
    edit.revert();
    expect(edit.filled.description).toBe(detail.description);
  });

  it('sends what is said about the machine, and nothing of its hardware', async () => {
    edit.filled.tags = ' prod, new ,, prod';
    edit.filled.protected = true;
    await edit.apply();
    expect(asked()).toMatchObject([{ name: 'web', tags: ['prod', 'new'], protected: true }]);
    expect(asked()).not.toMatchObject([{ editable: expect.anything() }]);
    expect(edit.isChanged).toBe(false);
  });

  it('says at its field what can’t be, and asks nothing', async () => {
    edit.filled.autostart = 'ran';
    edit.filled.autostartDelay = null;
    edit.filled.name = ' ';
    await edit.apply();
    expect(Object.keys(edit.errors).sort()).toEqual(['autostartDelay', 'name']);
    expect(asked()).toEqual([]);
  });

  it('puts what main refuses at its field, and keeps what was filled in', async () => {
    world.failures.set('machine.redefine', { code: 'name-taken', message: 'Taken.', field: 'name' });
    edit.filled.name = 'db';
    await edit.apply();
    expect(edit.errors.name).toContain('Taken.');
    expect(edit.filled.name).toBe('db');
    expect(edit.isChanged).toBe(true);
  });
});

describe('tags', () => {
  it('are told apart by commas, each once', () => {
    expect(tagsOf('a, b c,,a')).toEqual(['a', 'b c']);
    expect(tagsOf('  ')).toEqual([]);
  });
});
