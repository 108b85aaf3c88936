import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verify } from 'unixcrypt';
import { parse } from 'yaml';
import { CloudInitSchema, metaData, seedImage, userData, type CloudInit } from './seed';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGfrY1lBmYcXBNNWpPPYvC5uWhG6wJwGv2tQyl4OeT6f ada@desk';
const cloudInit: CloudInit = {
  user: 'ada',
  password: 'pass: "word" #1',
  sshKeys: [KEY],
  hostname: 'web.example.org',
  packages: ['qemu-guest-agent', 'g++'],
};

describe('what a cloud image is told', () => {
  it('is its user, who may do everything, with the password as a hash alone', async () => {
    const text = await userData(cloudInit);
    expect(text.startsWith('#cloud-config\n')).toBe(true);
    expect(text).not.toContain('word');
    const { users, ssh_pwauth: byPassword, packages } = parse(text);
    expect(users).toMatchObject([{ name: 'ada', lock_passwd: false, ssh_authorized_keys: [KEY] }]);
    expect(verify(cloudInit.password ?? '', users[0].passwd)).toBe(true);
    expect(users[0].passwd).toMatch(/^\$6\$/);
    expect({ byPassword, packages }).toEqual({ byPassword: true, packages: cloudInit.packages });
  });

  it('locks the password where there is none', async () => {
    const text = await userData({ ...cloudInit, password: null, packages: [] });
    const { users, ssh_pwauth: byPassword } = parse(text);
    expect(users[0]).toMatchObject({ lock_passwd: true });
    expect(users[0]).not.toHaveProperty('passwd');
    expect(byPassword).toBe(false);
  });

  it('is who it is, for good', async () => {
    expect(parse(await metaData(cloudInit, 'one'))).toEqual({
      'instance-id': 'one',
      'local-hostname': 'web.example.org',
    });
  });

  it.each([
    ['user', 'Root User'],
    ['user', '-rf'],
    ['hostname', 'a_b'],
    ['hostname', ''],
    ['sshKeys', ['not a key']],
    ['sshKeys', [`${KEY}\nssh-rsa AAAA`]],
    ['packages', ['--option']],
  ])('refuses a bad %s: %s', (field, value) => {
    expect(CloudInitSchema.safeParse({ ...cloudInit, [field]: value }).success).toBe(false);
  });
});

describe.runIf(existsSync('/usr/bin/isoinfo'))('the seed as another program reads it', () => {
  let folder: string;
  let image: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paddock-seed-'));
    image = join(folder, 'seed.iso');
    await writeFile(image, await seedImage(cloudInit, 'one', new Date('2026-11-25T10:11:12Z')));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const isoinfo = (...args: string[]): string =>
    execFileSync('isoinfo', ['-i', image, ...args], { encoding: 'latin1' });

  it('is a CD called cidata with the two files under their names', async () => {
    expect(isoinfo('-d')).toMatch(/^Volume id: cidata$/m);
    const listed = isoinfo('-J', '-f').trim().split('\n').sort();
    expect(listed).toEqual(['/meta-data', '/user-data']);
    expect(isoinfo('-J', '-x', '/meta-data')).toBe(await metaData(cloudInit, 'one'));
    expect(isoinfo('-J', '-x', '/user-data')).toContain('name: ada');
    expect(isoinfo('-J', '-l')).toContain('Nov 25 2026');
  });

  it('is one for those who know no Joliet as well', () => {
    expect(isoinfo('-f').trim().split('\n')).toHaveLength(2);
    expect(execFileSync('blkid', ['-o', 'value', '-s', 'LABEL', image], { encoding: 'utf8' }).trim()).toBe(
      'cidata',
    );
  });
});
