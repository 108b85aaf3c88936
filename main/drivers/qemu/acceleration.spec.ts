import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Acceleration } from './acceleration';
import { tryGuest } from './acceleration-guest';

vi.mock('./acceleration-guest', () => ({ tryGuest: vi.fn(() => Promise.resolve(null)) }));
vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof import('node:fs/promises')>()),
  access: () => Promise.resolve(), // as where there is a /dev/kvm that opens
}));

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'acceleration-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('whether guests can be accelerated', () => {
  it('is tried out once, also where the answer can’t be kept', async () => {
    writeFileSync(join(folder, 'cache'), 'no folder');
    const facts = { system: '/bin/qemu', img: null, version: '99.1', machine: 'pc-q35-99.1' };
    const acceleration = new Acceleration({
      cache: join(folder, 'cache', 'acceleration.json'),
      log: () => undefined,
    });
    const answered = vi.fn<() => void>();
    expect(await acceleration.look(facts, answered)).toEqual({ kind: 'unknown' });
    await acceleration.settled();
    expect(answered).toHaveBeenCalledOnce();
    expect(await acceleration.look(facts, answered)).toEqual({ kind: 'works' }); // as whoever heard of the answer does
    await acceleration.settled();
    expect(tryGuest).toHaveBeenCalledOnce();
  });
});
