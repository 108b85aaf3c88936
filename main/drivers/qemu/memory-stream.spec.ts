import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newDomainId } from '../../domains/definition';
import { Job } from '../../domains/job';
import type { LiveMachine } from './live-machine';
import { writeMemory } from './memory-stream';
import { pathsOf } from './paths';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pdk-m-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A QEMU that sends `memory` and says of its migration what stands in `statuses`, one at each question. */
function sending(memory: string, statuses: string[], commands: string[]): LiveMachine {
  const qmp = {
    isOpen: true,
    run: (command: string, args?: { readonly uri?: string }): Promise<void> => {
      commands.push(command);
      if (command === 'migrate') connect(args?.uri?.slice('unix:'.length) ?? '').end(memory);
      return Promise.resolve();
    },
    execute: () => Promise.resolve({ status: statuses.shift() ?? 'completed' }),
  };
  return { qmp, tells: () => Promise.resolve() } as unknown as LiveMachine;
}

describe('a machine whose memory is written while it runs', () => {
  it('has its disks taken once, though QEMU says again that it waits before it goes on', async () => {
    const paths = pathsOf({ disks: folder, runtime: folder, logs: folder, cache: folder }, newDomainId());
    const commands: string[] = [];
    const live = sending('all of it', ['active', 'pre-switchover', 'pre-switchover', 'device'], commands);
    const path = join(folder, 'memory');
    const done: string[] = [];
    const noting = (what: string) => (): Promise<unknown> => Promise.resolve(done.push(what));
    await writeMemory(
      live,
      { ...paths, transfer: join(folder, 'transfer') },
      path,
      new Job('snapshot-create', 'window', () => undefined),
      { what: 'Saving', first: noting('first'), still: noting('still'), sent: noting('sent') },
    );
    expect(done).toEqual(['first', 'still', 'sent']);
    expect(commands.filter((one) => one === 'migrate-continue')).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe('all of it');
  });
});
