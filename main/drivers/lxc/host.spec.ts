import { chmodSync, copyFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { programAndLibraries } from '../program-file';
import { Remembered } from '../remembered';
import { findLxc, missingProgram, VersionSchema, type Finding } from './host';
import { programsIn } from './programs';

const NAMES = ['lxc-start', 'lxc-stop', 'lxc-info', 'lxc-ls', 'lxc-monitor', 'lxc-create', 'lxc-attach'];

let folder: string;
let remembered: Remembered<string>;
const at = programsIn(() => folder);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lxc-programs-'));
  // Programs that tell nothing: what is told of them was remembered.
  for (const name of NAMES) copyFileSync('/bin/true', at(name));
  remembered = new Remembered(join(folder, 'version.json'), VersionSchema, () => undefined);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('LXC', () => {
  const find = (anew = false): Promise<Finding> => findLxc(at, remembered, anew);

  it('is not asked again which version it is, unless its file is another or one looks anew', async () => {
    await remembered.keep((await programAndLibraries(at('lxc-ls'))) ?? '', '99.1');
    expect(await find()).toEqual({ found: true, version: '99.1' });
    expect(await find(true)).toMatchObject({ found: false });
    utimesSync(at('lxc-ls'), 1, 1);
    expect(await find()).toMatchObject({ found: false });
  });

  it('is asked each time where its program is a script, which may run another', async () => {
    for (const version of ['4.0.6', '5.0.2']) {
      writeFileSync(at('lxc-ls'), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
      expect(await find()).toEqual({ found: true, version });
    }
  });

  it.each(NAMES)('is missed where it was removed since, if only its %s', async (name) => {
    await remembered.keep((await programAndLibraries(at('lxc-ls'))) ?? '', '99.1');
    rmSync(at(name));
    expect(await missingProgram(at)).toBe(at(name).slice(folder.length + 1));
    expect(await find()).toMatchObject({ found: false });
  });

  it('is missed where a program of its may not be run', async () => {
    chmodSync(at('lxc-attach'), 0o644);
    expect(await missingProgram(at)).toBe('lxc-attach');
  });
});
