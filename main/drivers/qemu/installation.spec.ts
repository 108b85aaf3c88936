import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Installation } from './installation';
import { pathsOf } from './paths';
import { ToldSchema } from './probe';
import { programFile } from '../program-file';
import { Remembered } from '../remembered';

let folder: string;
let installation: Installation;
const silent = (): void => undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'installation-'));
  const system = join(folder, 'qemu');
  copyFileSync('/bin/true', system); // a program that tells nothing: what is known of it was told before
  const told = new Remembered(join(folder, 'qemu.json'), ToldSchema, silent);
  await told.keep((await programFile(system)) ?? '', { version: '99.1', machine: 'pc-q35-99.1' });
  installation = new Installation({
    programs: { system },
    firmwareFolders: [],
    cache: folder,
    paths: (id) => pathsOf({ disks: folder, runtime: folder, logs: folder, cache: folder }, id),
    log: silent,
  });
});
afterEach(async () => {
  await installation.close();
  rmSync(folder, { recursive: true });
});

describe('the QEMU of this computer', () => {
  it('is taken for what it told before by the first probe, whoever needed it until then', async () => {
    expect(await installation.find()).toMatchObject({ found: true });
    expect(await installation.probe(silent)).toMatchObject({ status: 'ready', version: '99.1' });
  });

  it('is asked by each later probe, and what is asked of it then is of that answer', async () => {
    await installation.probe(silent);
    const before = installation.facts();
    expect(await installation.probe(silent)).toMatchObject({ status: 'missing' });
    expect(await before).toMatchObject({ version: '99.1' });
    await expect(installation.facts()).rejects.toMatchObject({ failure: { code: 'program-failed' } });
  });
});
