import { appendFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newDomainId } from './domains/definition';
import type { Happening } from './domains/happening';
import type { OperationRecord } from './domains/operation-record';
import { OperationsLog } from './operations-log';

let folder: string;
const complaints: string[] = [];
const open = (maxBytes?: number): OperationsLog =>
  new OperationsLog(folder, (message) => complaints.push(message), maxBytes);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-log-'));
  complaints.length = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function record(name: string, change: Partial<OperationRecord> = {}): OperationRecord {
  return {
    id: newDomainId(),
    driver: 'test',
    name,
    operation: 'start',
    by: 'tray',
    since: 1,
    milliseconds: 2,
    failure: null,
    output: null,
    ...change,
  };
}

describe('the log of operations', () => {
  it('gives back the latest first, with the whole error, after a restart', async () => {
    const first = record('first', { failure: { code: 'disk-full', message: 'No space.', cause: 'Full.' } });
    const second = record('second');
    const log = open();
    log.append(first);
    log.append(second);
    await log.close();
    expect(await open().read(10)).toEqual([second, first]);
    expect(await open().read(1)).toEqual([second]);
  });

  it('tells of one machine alone', async () => {
    const log = open();
    const mine = record('mine');
    log.append(mine);
    log.append(record('other'));
    expect(await log.read(10, mine.id)).toEqual([mine]);
  });

  it('tells what happened by itself among what was done', async () => {
    const log = open();
    const start = record('web');
    const crash: Happening = {
      id: start.id,
      driver: 'test',
      name: 'web',
      happened: 'crashed',
      reason: 'Its guest panicked.',
      since: 3,
    };
    log.append(start);
    log.append(crash);
    expect(await log.read(10, start.id)).toEqual([crash, start]);
  });

  it('skips what a kill cut short, and what is no record', async () => {
    const log = open();
    log.append(record('whole'));
    await log.close();
    await appendFile(join(folder, 'operations.jsonl'), '{"id": 7}\n{"half');
    const after = open();
    after.append(record('next'));
    expect((await after.read(10)).map(({ name }) => name)).toEqual(['next', 'whole']);
  });

  it('stays small', async () => {
    const log = open(2_000);
    for (let number = 0; number < 100; number++) log.append(record(`machine ${number}`));
    await log.close();
    const files = await readdir(folder);
    expect(files.sort()).toEqual(['operations.jsonl', 'operations.jsonl.1']);
    for (const file of files) expect((await stat(join(folder, file))).size).toBeLessThan(2_500);
    expect((await log.read(1))[0]?.name).toBe('machine 99');
  });

  it('does not throw where it can’t be written, but says so', async () => {
    await rm(folder, { recursive: true });
    await appendFile(folder, 'a file where the folder should be');
    const log = open();
    log.append(record('lost'));
    await log.close();
    expect(complaints).toHaveLength(1);
    expect(await log.read(10)).toEqual([]);
  });
});
