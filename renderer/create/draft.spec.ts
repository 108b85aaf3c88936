import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cancelJob } from '../live/operate';
import { machines } from '../live/machines.svelte';
import { places } from '../machines/places.svelte';
import { fakeWorld } from '../testing/fake-bridge';
import { draft } from './draft.svelte';
import { makingOf } from './making';
import { naming } from './naming.svelte';
import { testDraft } from './test/test-draft.svelte';

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('window', { paddock: fakeWorld([]).bridge });
  vi.stubGlobal('document', { hidden: false });
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw, 16));
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => clearTimeout(frame));
  vi.stubGlobal('sessionStorage', { removeItem: () => undefined });
  machines.follow();
  await machines.reload();
  draft.driver = 'test';
  testDraft.sizes.memoryMiB = 512;
  testDraft.sizes.cpus = 1;
  naming.name = 'web';
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a machine that is being created', () => {
  it('is told with what is done to it, and can be given up: what was filled in stays, and nothing has failed', async () => {
    const submitting = draft.submit(true);
    await vi.advanceTimersByTimeAsync(300);
    const making = draft.creating && makingOf(draft.creating, places.busy);
    expect(making?.job).toMatchObject({ operation: 'define', cancellable: true });
    if (making) await cancelJob(making.row.id, making.job.id);
    await vi.advanceTimersByTimeAsync(300);
    await submitting;
    expect([draft.submitting, draft.current, naming.name]).toEqual([false, null, 'web']);
    expect(machines.all).toEqual([]);
  });
});
