import { copyFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { programFile } from '../program-file';
import { Remembered } from '../remembered';
import { findQemu, ToldSchema, type Told } from './probe';

let folder: string;
let remembered: Remembered<Told>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'remembered-'));
  remembered = new Remembered(join(folder, 'kept', 'qemu.json'), ToldSchema, () => undefined);
});
afterEach(() => rmSync(folder, { recursive: true }));

const told: Told = { version: '99.1', machine: 'pc-q35-99.1' };

describe('a QEMU', () => {
  it('is not asked again what it told, unless its file is another or one looks anew', async () => {
    const system = join(folder, 'qemu');
    copyFileSync('/bin/true', system); // a program that tells nothing
    await remembered.keep((await programFile(system)) ?? '', told);
    const find = (anew: boolean): ReturnType<typeof findQemu> => findQemu({ system }, remembered, anew);
    expect(await find(false)).toMatchObject({ found: true, facts: told });
    expect(await find(true)).toMatchObject({ found: false });
    utimesSync(system, 1, 1);
    expect(await find(false)).toMatchObject({ found: false });
  });

  it('that is a script is asked each time: it may run another', async () => {
    const system = join(folder, 'qemu');
    const say = (version: string): void =>
      writeFileSync(
        system,
        `#!/bin/sh\ncase $1 in --version) echo version ${version};; *) echo "q35  (alias of pc-q35-${version})";; esac\n`,
        { mode: 0o755 },
      );
    for (const version of ['8.0', '9.1']) {
      say(version);
      const found = await findQemu({ system }, remembered, false);
      expect(found).toMatchObject({ facts: { version, machine: `pc-q35-${version}` } });
    }
  });
});
