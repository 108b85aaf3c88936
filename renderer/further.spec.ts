import { expect, it, vi } from 'vitest';
import { further } from './further.svelte';

vi.mock('./pages', () => {
  throw new Error('its file is gone');
});

it('Pages that can’t be fetched are told of, with what to do, and not asked for again and again', async () => {
  expect(await further.load()).toBeNull();
  expect(further.pages).toBeNull();
  expect(further.failure).toMatchObject({
    code: 'file-unreadable',
    next: expect.stringContaining('start it again'),
  });
  expect(further.load()).toBe(further.load());
});
