import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeDurably } from './durable-folder';

const steps = vi.hoisted(() => [] as string[]);

// What reached the drive can't be seen without cutting the power; the order of the calls that bring it there can.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const open: typeof real.open = async (path, ...rest) => {
    const handle = await real.open(path, ...rest);
    const sync = handle.sync.bind(handle);
    handle.sync = async () => {
      await sync();
      steps.push(`sync ${basename(String(path))}`);
    };
    return handle;
  };
  const rename: typeof real.rename = async (from, to) => {
    await real.rename(from, to);
    steps.push(`rename ${basename(String(from))} ${basename(String(to))}`);
  };
  return { ...real, open, rename };
});

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'paddock-durable-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('a durable write', () => {
  it('syncs the new text, puts it in the old one’s place, and syncs the folder, in this order', async () => {
    await writeDurably(join(folder, 'web.json'), 'text');
    expect(steps).toEqual([
      'sync web.json.part',
      'rename web.json.part web.json',
      `sync ${basename(folder)}`,
    ]);
  });
});
