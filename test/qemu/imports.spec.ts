import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import type { DiskPlacement } from '../../main/drivers/foreign-machine';
import { readForeign } from '../../main/storage/import/read-foreign';
import { tinyLinux } from '../guests/tiny-linux';
import { clear, newHome, openWorld, READY, Typist, type World } from './harness';

const MIB = 1024 * 1024;
let home: string;
let world: World;

beforeEach(async () => {
  home = newHome();
  world = await openWorld(home);
});
afterEach(async () => {
  await world.close();
  clear(home);
});

/** An image of 8 MiB with one MiB of sevens at its beginning. */
function image(name: string, format: string): string {
  const raw = join(home, 'made.raw');
  writeFileSync(raw, Buffer.concat([Buffer.alloc(MIB, 7), Buffer.alloc(7 * MIB)]));
  const path = join(home, name);
  const how = format === 'vmdk' ? ['-o', 'subformat=streamOptimized'] : [];
  execFileSync('qemu-img', ['convert', '-f', 'raw', '-O', format, ...how, raw, path]);
  return path;
}

async function take(
  path: string,
  name: string,
  disks: DiskPlacement,
  without: readonly string[] = [],
): Promise<DomainId> {
  return world.hypervisor.import('qemu', await readForeign(path), { name, disks, without }, 'window');
}

const sum = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

async function holdsSevens(id: DomainId): Promise<void> {
  const [disk] = await world.hypervisor.disks.list(id);
  execFileSync('qemu-io', ['-f', disk?.format ?? '', '-c', 'read -P 7 0 1M', disk?.path ?? ''], {
    stdio: 'pipe',
  });
}

describe('a machine of another program’s', () => {
  it('of libvirt runs with its disk in place, and keeps its address; its copy leaves the first alone', async () => {
    const { kernel, initrd } = await tinyLinux();
    const disk = image('web.qcow2', 'qcow2');
    const xml = join(home, 'web.xml');
    writeFileSync(
      xml,
      `<domain type='kvm'><name>web</name><memory unit='MiB'>128</memory><vcpu>1</vcpu>
        <os><type arch='x86_64'>hvm</type><kernel>${kernel}</kernel><initrd>${initrd}</initrd>
        <cmdline>console=ttyS0 quiet</cmdline></os>
        <devices><disk type='file' device='disk'><driver type='qcow2'/><source file='${disk}'/>
          <target dev='vda' bus='virtio'/></disk>
          <disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk>
          <interface type='network'><mac address='52:54:00:01:02:03'/><source network='default'/>
          <model type='virtio'/></interface><tpm/></devices></domain>`,
    );
    const before = sum(disk);
    const copy = await take(xml, 'copy', 'copy');
    await holdsSevens(copy);
    expect(sum(disk)).toBe(before);
    expect(world.state(copy).definition.description).toContain(
      'What is in its TPM is not taken over: it gets a fresh one.',
    );

    const id = await take(xml, 'web', 'in place');
    expect((await world.hypervisor.disks.list(id))[0]).toMatchObject({ path: disk, owned: false });
    expect(sum(disk)).toBe(before);
    await world.hypervisor.start(id, 'window');
    const guest = new Typist(await world.hypervisor.openText(id, 'serial0'));
    await guest.sees(READY);
    guest.type('echo first: $(head -c 3 /dev/vda | hexdump -C | head -1)');
    await guest.sees(/first: 00000000 +07 07 07/);
    expect(JSON.stringify(world.state(id).definition.config)).toContain('52:54:00:01:02:03');
  });

  it('in an OVA is copied out of it, and one that is cut short leaves nothing', async () => {
    const vmdk = image('web-disk1.vmdk', 'vmdk');
    writeFileSync(
      join(home, 'web.ovf'),
      `<Envelope xmlns:ovf="o" xmlns:rasd="r"><References><File ovf:id="f" ovf:href="web-disk1.vmdk"/></References>
       <DiskSection><Disk ovf:diskId="d" ovf:fileRef="f"/></DiskSection>
       <VirtualSystem ovf:id="web"><VirtualHardwareSection>
       <Item><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>256</rasd:VirtualQuantity></Item>
       <Item><rasd:ResourceType>17</rasd:ResourceType><rasd:HostResource>ovf:/disk/d</rasd:HostResource></Item>
       </VirtualHardwareSection></VirtualSystem></Envelope>`,
    );
    const ova = join(home, 'web.ova');
    execFileSync('tar', ['-C', home, '-cf', ova, 'web.ovf', 'web-disk1.vmdk']);
    const before = sum(ova);
    const id = await take(ova, 'web', 'copy');
    await holdsSevens(id);
    expect((await world.hypervisor.disks.list(id))[0]).toMatchObject({ format: 'qcow2', owned: true });
    expect(sum(ova)).toBe(before);

    truncateSync(ova, 4096);
    await expect(take(ova, 'cut', 'copy')).rejects.toMatchObject({
      failure: { code: 'file-unreadable', cause: expect.stringContaining('cut short') },
    });
    expect(world.hypervisor.list().map(({ definition }) => definition.name)).toEqual(['web']);
    expect(readdirSync(join(home, 'disks')).sort()).toEqual([id]);
    expect(vmdk).toBeTruthy();
  });

  it('as a disk of VirtualBox’s, Hyper-V’s or VMware’s becomes one with a qcow2 copy', async () => {
    for (const [name, format] of [
      ['a.vdi', 'vdi'],
      ['b.vhdx', 'vhdx'],
      ['c.vmdk', 'vmdk'],
    ] as const) {
      const id = await take(image(name, format), name, 'in place');
      await holdsSevens(id);
      expect((await world.hypervisor.disks.list(id))[0]).toMatchObject({ format: 'qcow2', owned: true });
    }
  });

  it('that has lost a disk is made without it once a person wants it so, and its description says so', async () => {
    const path = join(home, 'web.xml');
    const [disk, lost] = [image('web.qcow2', 'qcow2'), join(home, 'data.qcow2')];
    const drive = (file: string, dev: string): string =>
      `<disk type='file'><driver type='qcow2'/><source file='${file}'/><target dev='${dev}' bus='virtio'/></disk>`;
    writeFileSync(
      path,
      `<domain type='kvm'><name>web</name><os><type arch='x86_64'>hvm</type></os>
       <devices>${drive(disk, 'vda')}${drive(lost, 'vdb')}</devices></domain>`,
    );
    await expect(take(path, 'web', 'copy')).rejects.toMatchObject({
      failure: { code: 'file-missing', message: `The disk ${lost} is missing.` },
    });
    expect(world.hypervisor.list()).toEqual([]);
    const id = await take(path, 'web', 'copy', [lost]);
    await holdsSevens(id);
    expect(await world.hypervisor.disks.list(id)).toHaveLength(1);
    expect(world.state(id).definition.description).toContain(
      `The disk ${lost} was missing: the machine was imported without it.`,
    );
  });

  it('that has lost what its linked disk stands on names that file, and is made without the disk as well', async () => {
    const path = join(home, 'web.xml');
    const base = image('base.qcow2', 'qcow2');
    const linked = join(home, 'linked.qcow2');
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', 'base.qcow2', '-F', 'qcow2', linked]);
    writeFileSync(
      path,
      `<domain type='kvm'><name>web</name><os><type arch='x86_64'>hvm</type></os><devices>
       <disk type='file'><driver type='qcow2'/><source file='${linked}'/></disk></devices></domain>`,
    );
    await holdsSevens(await take(path, 'whole', 'copy'));
    renameSync(base, join(home, 'moved.qcow2'));
    for (const placement of ['copy', 'in place'] as const) {
      await expect(take(path, 'web', placement)).rejects.toMatchObject({
        failure: {
          code: 'file-missing',
          message: `The disk ${linked} can’t be read without ${base}.`,
          detail: { path: base },
        },
      });
    }
    await expect(take(linked, 'alone', 'copy')).rejects.toMatchObject({
      failure: { code: 'file-missing', detail: { path: base } },
    });
    const id = await take(path, 'web', 'copy', [linked]);
    expect(await world.hypervisor.disks.list(id)).toEqual([]);
    expect(world.state(id).definition.description).toContain(
      `The disk ${linked} stands on ${base}, which was missing: the machine was imported without it.`,
    );
    expect(world.hypervisor.list()).toHaveLength(2);
  });

  it('that starts by UEFI does so here, with variables of its own', async () => {
    const path = join(home, 'efi.xml');
    const disk = image('efi.qcow2', 'qcow2');
    writeFileSync(
      path,
      `<domain type='kvm'><name>efi</name><memory unit='MiB'>256</memory>
       <os firmware='efi'><type arch='x86_64'>hvm</type></os>
       <devices><disk type='file'><driver type='qcow2'/><source file='${disk}'/></disk></devices></domain>`,
    );
    const id = await take(path, 'efi', 'copy');
    expect(world.state(id).definition.description).toMatch(/UEFI/);
    const { firmware } = world.state(id).definition.config as { firmware: { variables: string } | null };
    expect((await world.hypervisor.belongings(id)).map((file) => file.path)).toContain(firmware?.variables);
    await world.hypervisor.start(id, 'window');
    expect(world.state(id).state).toBe('running');
  });

  it('for another processor is refused before anything is made', async () => {
    const path = join(home, 'arm.xml');
    const disk = image('arm.qcow2', 'qcow2');
    writeFileSync(
      path,
      `<domain type='kvm'><name>arm</name><os><type arch='aarch64'>hvm</type></os>
       <devices><disk type='file'><driver type='qcow2'/><source file='${disk}'/></disk></devices></domain>`,
    );
    await expect(take(path, 'arm', 'copy')).rejects.toMatchObject({
      failure: { code: 'unsupported', message: expect.stringContaining('aarch64') },
    });
    expect(world.hypervisor.list()).toEqual([]);
  });
});
