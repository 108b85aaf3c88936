import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findOpenvz, notesOn, templatesOf, versionOf, type OpenvzPlaces } from './host';

let folder: string;
let places: OpenvzPlaces;

/** A program that prints something, and nothing else. */
function program(name: string, prints: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${prints}'\n`);
  chmodSync(path, 0o755);
  return path;
}

beforeEach(() => {
  vi.spyOn(process, 'getuid').mockReturnValue(0);
  folder = mkdtempSync(join(tmpdir(), 'pdk-'));
  for (const name of ['vz/conf', 'template/cache', 'proc'])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(
    join(folder, 'vz/vz.conf'),
    `LOCKDIR=/vz/lock\nTEMPLATE=${join(folder, 'template')}\nLOGGING=yes\nLOGFILE=/var/log/vzctl.log\nVE_LAYOUT=ploop\n`,
  );
  places = {
    programs: {
      vzctl: program('vzctl', 'vzctl version 4.11.1'),
      vzlist: program('vzlist', ''),
      prlctl: join(folder, 'none'),
    },
    folder: join(folder, 'vz/conf'),
    proc: join(folder, 'proc'),
  };
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('OpenVZ', () => {
  it('is found on a plain kernel, with what can’t be done there', async () => {
    const finding = await findOpenvz(places);
    if (!finding.found) throw new Error(finding.why);
    expect(finding.host).toMatchObject({
      tools: 'vzctl',
      kernel: 'plain',
      locks: '/vz/lock',
      dumps: '/vz/dump',
      names: join(folder, 'vz/names'),
      log: '/var/log/vzctl.log',
    });
    expect(await versionOf(finding.host)).toBe('4.11.1');
    expect(notesOn(finding.host)[0]).toMatchObject({ tone: 'warning' });
  });

  it('is found on its own kernel, which has a folder in /proc', async () => {
    mkdirSync(join(folder, 'proc/vz'));
    const finding = await findOpenvz(places);
    expect(finding).toMatchObject({ found: true, host: { kernel: 'openvz', canSave: true } });
  });

  it('is found as OpenVZ 7 where prlctl is there', async () => {
    const prlctl = program('prlctl', 'prlctl version 7.0.230');
    const finding = await findOpenvz({ ...places, programs: { ...places.programs, prlctl } });
    if (!finding.found) throw new Error(finding.why);
    expect(finding.host).toMatchObject({ tools: 'prlctl', prlctl });
    expect(await versionOf(finding.host)).toBe('7.0.230');
  });

  it('that is not there says why', async () => {
    const whyOf = async (other: OpenvzPlaces): Promise<string> => {
      const finding = await findOpenvz({ ...places, ...other });
      return finding.found ? 'it was found' : finding.why;
    };
    const { programs } = places;
    const none = join(folder, 'none');
    expect(await whyOf({ programs: { ...programs, vzctl: none } })).toMatch(/vzctl.* were not found/);
    expect(await whyOf({ programs: { ...programs, vzlist: none } })).toMatch(/not its vzlist/);
    expect(await whyOf({ folder: '/nowhere/conf' })).toMatch(
      /settings \(\/nowhere\/vz\.conf\) can’t be read/,
    );
    vi.spyOn(process, 'getuid').mockReturnValue(1000);
    expect(await whyOf({})).toMatch(/root alone/);
  });

  it('has the OS templates that are in its folder', async () => {
    for (const name of [
      'debian-12-x86_64.tar.gz',
      'centos-7.tar.xz',
      'tiny.tar',
      'tiny.tar.gz',
      'notes.txt',
      'x.tar.asc',
    ]) {
      writeFileSync(join(folder, 'template/cache', name), '');
    }
    const finding = await findOpenvz(places);
    if (!finding.found) throw new Error(finding.why);
    expect(await templatesOf(finding.host)).toEqual(['centos-7', 'debian-12-x86_64', 'tiny']);
  });
});
