import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OSINFO_FOLDERS, readSystems, systemsIn } from './database';
import { recogniseIso, recogniseName } from './recognise';

const GIB = 1024 ** 3;
const os = (id: string, version: string, media: string, more = ''): string => `<?xml version="1.0"?>
<libosinfo version="0.0.1"><os id="http://example.org/${id}">
  <short-id>${id}</short-id><short-id>alias</short-id>
  <name>Example ${version}</name><name xml:lang="de">Beispiel</name>
  <version>${version}</version><family>linux</family><distro>debian</distro>
  <resources arch="all">
    <minimum><n-cpus>1</n-cpus><ram>1073741824</ram></minimum>
    <recommended><ram>2147483648</ram><storage>21474836480</storage></recommended>
  </resources>
  ${more}
  <media arch="x86_64" live="true"><iso>${media}</iso></media>
  <media arch="aarch64"><iso><volume-id>ARM</volume-id></iso></media>
</os></libosinfo>`;
const twelve = os('debian12', '12', '<volume-id>Debian 12\\.\\d+</volume-id>');
const eleven = os('debian11', '11', '<volume-id>Debian 1\\d</volume-id>');
const marks = (volume: string, publisher = ''): Parameters<typeof recogniseIso>[0] => ({
  volume,
  system: '',
  publisher,
  application: '',
});

describe('an installation image', () => {
  const systems = [...systemsIn(twelve), ...systemsIn(eleven)];

  it('is recognised by its marks, with what its system wants', () => {
    expect(recogniseIso(marks('Debian 12.4 amd64'), systems)).toEqual({
      id: 'debian12',
      title: 'Example 12',
      memory: 2 * GIB,
      cpus: 1,
      disk: 20 * GIB,
      firmware: 'bios',
      tpm: false,
    });
    expect(recogniseIso(marks('Debian 11.1'), systems)?.id).toBe('debian11');
  });

  it('is not taken for what only resembles it, nor for another computer’s', () => {
    expect(recogniseIso(marks('Something'), systems)).toBeUndefined();
    expect(recogniseIso(marks('ARM'), systems)).toBeUndefined();
  });

  it('has to fit all marks that are asked for, and the one that asks for more counts', () => {
    const picky = os('win-x', '1', '<volume-id>Debian 12</volume-id><publisher-id>^ACME$</publisher-id>');
    const both = [...systems, ...systemsIn(picky)];
    expect(recogniseIso(marks('Debian 12.1', 'ACME'), both)?.id).toBe('win-x');
    expect(recogniseIso(marks('Debian 12.1', 'other'), both)?.id).toBe('debian12');
  });
});

describe('an image without marks', () => {
  const systems = systemsIn(eleven);

  it.each([
    ['/x/debian-11-genericcloud-amd64.qcow2', 'debian11', 'Example 11', 2 * GIB],
    ['/x/debian-13-nocloud-amd64.raw', 'debian13', 'Debian 13', 2 * GIB],
    ['noble-server-cloudimg-amd64.img', 'ubuntu24.04', 'Ubuntu 24.04', null],
    ['Fedora-Cloud-Base-Generic-41-1.4.x86_64.qcow2', 'fedora41', 'Fedora Linux 41', null],
    ['Rocky-9-GenericCloud.latest.x86_64.qcow2', 'rocky9', 'Rocky Linux 9', null],
    ['nocloud_alpine-3.20.3-x86_64-bios-cloudinit-r0.qcow2', 'alpinelinux3.20', 'Alpine Linux 3.20', null],
  ])('is recognised by its name: %s', (path, id, title, memory) => {
    expect(recogniseName(path, systems)).toMatchObject({ id, title, memory });
  });

  it('that wants secure boot and a TPM gets them', () => {
    expect(recogniseName('Win11_24H2.iso', [])).toMatchObject({ id: 'win11', firmware: 'secure', tpm: true });
  });

  it('with a name that tells nothing is nothing', () => {
    expect(recogniseName('/x/disk.img', systems)).toBeUndefined();
  });
});

describe('the database', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'paddock-osinfo-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is read from all folders below it, passing over what is broken, the later folder counting', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    await mkdir(join(one, 'os', 'example.org'), { recursive: true });
    await mkdir(join(two, 'os'), { recursive: true });
    await writeFile(join(one, 'os', 'example.org', 'a.xml'), twelve);
    await writeFile(join(one, 'os', 'broken.xml'), '<libosinfo><os><short-id>');
    await writeFile(join(one, 'os', 'other.txt'), eleven);
    await writeFile(join(two, 'os', 'b.xml'), os('debian12', '12', '<volume-id>(</volume-id>', ''));
    const systems = await readSystems([one, two, join(folder, 'missing')]);
    expect(systems).toHaveLength(1);
    expect(recogniseIso(marks('Debian 12.4'), systems)).toBeUndefined();
  });

  it.runIf(existsSync(join(OSINFO_FOLDERS[0] ?? '', 'os')))(
    'of this computer knows Debian and Windows',
    async () => {
      const systems = await readSystems();
      expect(systems.length).toBeGreaterThan(300);
      expect(recogniseIso(marks('Debian 11.5.0 amd64 n'), systems)?.id).toBe('debian11');
      expect(recogniseIso(marks('CCCOMA_X64FRE_EN-US_DV9', 'MICROSOFT CORPORATION'), systems)?.id).toMatch(
        /^win/,
      );
    },
  );
});
