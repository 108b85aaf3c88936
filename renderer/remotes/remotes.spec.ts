import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../../preload/contract';
import { fakeWorld } from '../testing/fake-bridge';
import { remotes } from './remotes.svelte';

const lost: Failure = { code: 'connection-lost', message: 'It does not answer.' };
let world: ReturnType<typeof fakeWorld>;
beforeEach(() => {
  world = fakeWorld([]);
  vi.stubGlobal('window', { paddock: world.bridge });
});
afterEach(() => vi.unstubAllGlobals());

describe('servers elsewhere', () => {
  it('no longer show why they could not be listed once they can', async () => {
    world.failures.set('remotes.list', lost);
    await remotes.load();
    expect(remotes.failure).toEqual(lost);
    world.failures.clear();
    await remotes.load();
    expect(remotes.failure).toBeNull();
  });

  it('go on showing why one could not be removed when they are listed anew', async () => {
    world.failures.set('remotes.remove', lost);
    await remotes.remove('far');
    expect(remotes.failure).toEqual(lost);
    await remotes.load();
    expect(remotes.failure).toBeNull();
  });
});
