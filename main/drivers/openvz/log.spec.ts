import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endOfLog, loggedSince } from './log';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pdk-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('The log of vzctl', () => {
  it('tells what was said of one container since a moment, without what is said at each call', async () => {
    const log = join(folder, 'vzctl.log');
    writeFileSync(log, '2026-11-25T21:45:16+0000 vzctl : CT 101 : Before\n');
    const from = await endOfLog(log);
    appendFileSync(
      log,
      [
        '2026-11-25T21:45:17+0000 vzctl : CT 101 : Directory /proc/vz not found, assuming non-OpenVZ kernel',
        '2026-11-25T21:45:17+0000 vzctl : CT 102 : Another container’s',
        '2026-11-25T21:45:17+0000 vzctl : CT 101 : Container is not running',
        '2026-11-25T21:45:17+0000 vzctl : Of none',
        '',
      ].join('\n'),
    );
    expect(await loggedSince(log, from, '101')).toBe('Container is not running');
  });

  it('tells nothing where there is none', async () => {
    expect(await endOfLog(null)).toBe(0);
    expect(await endOfLog(join(folder, 'none'))).toBe(0);
    expect(await loggedSince(null, 0, '101')).toBe('');
    expect(await loggedSince(join(folder, 'none'), 0, '101')).toBe('');
  });
});
