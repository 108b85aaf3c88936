import { appendFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../domains/testing';
import { HISTORY_MAX_BYTES, olderLog, SerialLog, type LogTail } from './serial-log';

let folder: string;
let path: string;
let log: SerialLog;
const tails: LogTail[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-serial-'));
  path = join(folder, 'serial0.log');
  log = new SerialLog(path, (message) => expect.fail(message));
});
afterEach(async () => {
  for (const tail of tails.splice(0)) tail.destroy();
  await rm(folder, { recursive: true, force: true });
});

/** Opens the log; `seen` is all that came, history first. */
async function open(): Promise<{ readonly tail: LogTail; readonly seen: () => string }> {
  const { history, tail } = await log.open((opened) => tails.push(opened));
  let text = Buffer.from(history).toString();
  tail.on('data', (bytes: Buffer) => (text += bytes.toString()));
  return { tail, seen: () => text };
}

describe('the log of a serial line', () => {
  it('shows history and news without gap or repetition, also across a rotation', async () => {
    await writeFile(path, 'boot ');
    const { tail, seen } = await open();
    await appendFile(path, 'one ');
    tail.wake();
    await eventually(seen, (text) => text === 'boot one ');
    await log.rotate(tails, 1);
    expect(await stat(path)).toMatchObject({ size: 0 });
    await appendFile(path, 'two ');
    tail.wake();
    await eventually(seen, (text) => text === 'boot one two ');
    await log.rotate(tails, 1);
    await appendFile(path, 'three');
    tail.wake();
    await eventually(seen, (text) => text === 'boot one two three');
  });

  it('goes on where what was cut off can’t be kept', async () => {
    await writeFile(path, 'before ');
    const { tail, seen } = await open();
    await eventually(seen, (text) => text === 'before ');
    await mkdir(join(olderLog(path), 'in the way'), { recursive: true });
    await expect(log.rotate(tails, 1)).rejects.toThrow();
    await appendFile(path, 'after');
    tail.wake();
    await eventually(seen, (text) => text === 'before after');
  });

  it('keeps what it cut off, and shows it to whoever opens the line later', async () => {
    await writeFile(path, 'before ');
    await log.rotate([], 1);
    await appendFile(path, 'after');
    expect(await readFile(olderLog(path), 'utf8')).toBe('before ');
    expect((await open()).seen()).toBe('before after');
  });

  it('is left alone while it is small, and while a viewer has not caught up', async () => {
    await writeFile(path, 'x'.repeat(200_000));
    await log.rotate([]);
    const { tail } = await log.open((opened) => tails.push(opened));
    await appendFile(path, 'y'.repeat(200_000)); // nobody reads it
    await log.rotate([tail], 1);
    expect(await stat(path)).toMatchObject({ size: 400_000 });
  });

  it('shows no more of a long one than is worth it', async () => {
    await writeFile(path, `${'o'.repeat(HISTORY_MAX_BYTES)}n`);
    const { seen } = await open();
    expect(seen()).toHaveLength(HISTORY_MAX_BYTES);
    expect(seen().endsWith('n')).toBe(true);
  });
});
