import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigFile } from './config-file';
import { containersIn, freeCtid, isStillSame, privateOf, readContainer } from './containers';
import type { VzctlHost } from './host';

let folder: string;
let host: VzctlHost;

const write = (ctid: string, text: string): void => writeFileSync(join(folder, 'conf', `${ctid}.conf`), text);
const files = (ctid: string): string => join(folder, 'private', ctid);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pdk-'));
  for (const name of ['conf', 'names', 'private', 'dump']) mkdirSync(join(folder, name));
  host = {
    tools: 'vzctl',
    kernel: 'plain',
    vzctl: 'vzctl',
    vzlist: 'vzlist',
    folder: join(folder, 'conf'),
    names: join(folder, 'names'),
    locks: join(folder, 'lock'),
    dumps: join(folder, 'dump'),
    templates: join(folder, 'cache'),
    pids: join(folder, 'vepid'),
    proc: '/proc',
    log: null,
    settings: new ConfigFile(`VE_PRIVATE=${join(folder, 'private')}/$VEID\n`),
    canSave: false,
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('The containers of OpenVZ', () => {
  it('are those that have a configuration, by their numbers; the computer itself, samples and deleted ones are none', async () => {
    for (const name of [
      '0.conf',
      '101.conf',
      '1000.conf',
      '102.conf.destroyed',
      've-basic.conf-sample',
      'vps.mount',
    ]) {
      writeFileSync(join(folder, 'conf', name), '');
    }
    expect(await containersIn(host.folder)).toEqual(['101', '1000']);
    expect(await containersIn(join(folder, 'none'))).toEqual([]);
  });

  it('have their files where their configurations say, or else OpenVZ’s settings', () => {
    expect(privateOf(null, host, '101')).toBe(files('101'));
    expect(privateOf(new ConfigFile('VE_PRIVATE="/data/${VEID}/fs"'), host, '101')).toBe('/data/101/fs');
  });

  it('are shown without what another tool wrote that Paddock could not have written', async () => {
    write('101', 'NAME="büro"\nHOSTNAME="a b"\nIP_ADDRESS="nonsense"\nCPUS="2"\nOSTEMPLATE="debian-12"\n');
    expect(await readContainer(host, '101')).toMatchObject({
      ctid: '101',
      name: null,
      hostName: null,
      addresses: [],
      cpus: 2,
      template: 'debian-12',
      mark: null,
    });
  });

  it('have an image file where one is there and nothing else is said', async () => {
    mkdirSync(join(files('101'), 'root.hdd'), { recursive: true });
    write('101', '');
    expect((await readContainer(host, '101'))?.layout).toBe('ploop');
  });

  it('get the first number that nobody has: no configuration, no files, no saved state, and no other machine', async () => {
    write('101', '');
    mkdirSync(files('102'));
    writeFileSync(join(folder, 'dump/Dump.103'), '');
    expect(await freeCtid(host, new Set(['104']))).toBe('105');
  });

  it('are still the same for as long as they have their name and their files', async () => {
    mkdirSync(files('101'));
    write('101', 'NAME="web"\n');
    const config = await readContainer(host, '101');
    if (!config) throw new Error('it can’t be read');
    expect(await isStillSame(host, config)).toBe(true);
    write('101', 'NAME="other"\n');
    expect(await isStillSame(host, config)).toBe(false);
    write('101', 'NAME="web"\n');
    renameSync(files('101'), files('old'));
    mkdirSync(files('101'));
    expect(await isStillSame(host, config)).toBe(false);
    rmSync(join(folder, 'conf/101.conf'));
    expect(await isStillSame(host, config)).toBe(false);
  });
});
