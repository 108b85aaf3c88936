import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostBridges } from './bridges';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'paddock-net-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('the bridges of this computer', () => {
  it('are told from its other interfaces', async () => {
    for (const path of ['eth0', 'virbr0/bridge', 'br0/bridge'])
      mkdirSync(join(folder, path), { recursive: true });
    expect(await hostBridges(folder)).toEqual(['br0', 'virbr0']);
    expect(await hostBridges(join(folder, 'nowhere'))).toEqual([]);
  });
});
