import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingsIn } from './quickemu';
import { readForeign } from './read-foreign';

const MIB = 1024 ** 2;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-import-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const QCOW2 = Buffer.concat([Buffer.from('QFI\xfb', 'latin1'), Buffer.alloc(508)]);

/** A qcow2 image that stands on another file, and tells its format where one is given. */
function linked(base: string, format = ''): Buffer {
  const head = Buffer.alloc(1024);
  head.write('QFI\xfb', 'latin1');
  head.writeUInt32BE(3, 4);
  head.writeBigUInt64BE(512n, 8);
  head.writeUInt32BE(Buffer.byteLength(base), 16);
  head.writeUInt32BE(104, 100);
  head.writeUInt32BE(0x6803f857, 104); // names of features, as most have them
  head.writeUInt32BE(4, 108);
  if (format !== '') {
    head.writeUInt32BE(0xe2792aca, 120);
    head.writeUInt32BE(format.length, 124);
    head.write(format, 128);
  }
  head.write(base, 512);
  return head;
}

function put(name: string, contents: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
}

async function tar(name: string, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const path = join(folder, name);
  const archive = pack();
  for (const [member, contents] of Object.entries(files)) archive.entry({ name: member }, contents);
  archive.finalize();
  await pipeline(archive as unknown as NodeJS.ReadableStream, createWriteStream(path));
  return path;
}

const unreadable = (cause: RegExp): object => ({
  failure: { code: 'file-unreadable', cause: expect.stringMatching(cause) },
});

describe('a libvirt definition', () => {
  it('gives its memory, processors, disks, media and cards, and tells what is left', async () => {
    const disk = put('web.qcow2', QCOW2);
    const iso = put('debian.iso', Buffer.alloc(512));
    const path = put(
      'web.xml',
      `<domain type='kvm'>
        <name>web</name><title>The shop</title><description>Sells &amp; ships</description>
        <memory unit='GiB'>2</memory><currentMemory>1</currentMemory><vcpu placement='static'>4</vcpu>
        <os firmware='efi'><type arch='x86_64' machine='pc-q35-6.2'>hvm</type><boot dev='hd'/></os>
        <devices>
          <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${disk}'/>
            <target dev='vda' bus='virtio'/></disk>
          <disk type='network' device='disk'><source protocol='rbd' name='pool/x'/><target dev='vdb'/></disk>
          <disk type='file' device='cdrom'><source file='${iso}'/><target dev='sda' bus='sata'/></disk>
          <disk type='file' device='cdrom'><target dev='sdb' bus='sata'/></disk>
          <interface type='network'><mac address='52:54:00:AA:BB:CC'/><source network='default'/>
            <model type='virtio'/></interface>
          <hostdev mode='subsystem' type='pci'/><tpm model='tpm-crb'/><graphics type='spice'/>
        </devices>
      </domain>`,
    );
    const found = await readForeign(path);
    expect(found).toMatchObject({
      kind: 'libvirt',
      name: 'The shop',
      description: 'Sells & ships',
      architecture: 'x86_64',
      memory: 2048 * MIB,
      cpus: 4,
      firmware: 'uefi',
      tpm: true,
      sound: false,
      kernel: null,
      disks: [{ title: 'web.qcow2', format: 'qcow2', bus: 'virtio', source: { kind: 'file', path: disk } }],
      media: [iso, null],
      cards: [{ mac: '52:54:00:aa:bb:cc', model: 'virtio' }],
    });
    expect(found.left).toEqual([
      'The disk vdb is no file of this computer (network), and is not taken over.',
      'A device of the computer that is passed through is not taken over.',
      'The network “default” becomes user networking.',
    ]);
  });

  it('has an empty drive for a CD that is not there any more, and says so', async () => {
    const lost = join(folder, 'lost.iso');
    const path = put(
      'a.xml',
      `<domain type='kvm'><name>a</name><memory>524288</memory><os><type>hvm</type></os><devices>
       <disk type='file' device='cdrom'><source file='${lost}'/><target dev='sda' bus='sata'/></disk></devices></domain>`,
    );
    expect(await readForeign(path)).toMatchObject({
      media: [null],
      left: [`The CD ${lost} is not there, or can’t be read: its drive is empty.`],
    });
  });

  it('counts memory in KiB where no unit is told, and takes a disk without a format for a raw one', async () => {
    const disk = put('d.img', Buffer.alloc(512));
    const path = put(
      'a.xml',
      `<domain type='qemu'><name>a</name><memory>524288</memory><vcpu>1</vcpu><os><type>hvm</type></os>
       <devices><disk type='file'><source file='${disk}'/><target dev='hda' bus='ide'/></disk></devices></domain>`,
    );
    expect(await readForeign(path)).toMatchObject({
      memory: 512 * MIB,
      firmware: 'bios',
      disks: [{ format: 'raw', bus: 'sata' }],
    });
  });

  it('that is none, is not whole, or is of another hypervisor is refused with the reason', async () => {
    await expect(readForeign(put('a.xml', '<html><body/></html>'))).rejects.toMatchObject(
      unreadable(/no libvirt/),
    );
    await expect(readForeign(put('b.xml', '<domain><name>'))).rejects.toMatchObject(unreadable(/not whole/));
    const xen = put('c.xml', `<domain type='xen'><name>a</name><devices/></domain>`);
    await expect(readForeign(xen)).rejects.toMatchObject(unreadable(/xen/));
  });

  it('whose disk is not there is read with the others, and says which is lost', async () => {
    const disk = put('a.qcow2', QCOW2);
    const lost = join(folder, 'gone.qcow2');
    const path = put(
      'a.xml',
      `<domain type='kvm'><name>a</name><os><type>hvm</type></os><devices>
       <disk type='file'><driver type='qcow2'/><source file='${lost}'/><target dev='vda'/></disk>
       <disk type='file'><driver type='qcow2'/><source file='${disk}'/><target dev='vdb'/></disk></devices></domain>`,
    );
    expect(await readForeign(path)).toMatchObject({
      disks: [{ title: 'a.qcow2' }],
      lost: [{ disk: lost, base: null }],
    });
  });

  it('whose linked disk has lost what it stands on counts it as lost, and names the file that is missing', async () => {
    const [gone, raw] = [join(folder, 'gone.qcow2'), put('base.raw', linked(join(folder, 'written inside')))];
    const disks = [
      put('a.qcow2', linked('gone.qcow2')),
      put('b.qcow2', linked('c.qcow2', 'qcow2')),
      put('c.qcow2', linked(`file:${gone}`, 'qcow2')),
      put('d.qcow2', linked(raw, 'raw')),
      put('e.qcow2', linked('nbd://server/disk')),
      put('f.qcow2', linked('f.qcow2')),
    ];
    const path = put(
      'a.xml',
      `<domain type='kvm'><name>a</name><os><type>hvm</type></os><devices>${disks
        .map((file) => `<disk type='file'><driver type='qcow2'/><source file='${file}'/></disk>`)
        .join('')}</devices></domain>`,
    );
    expect(await readForeign(path)).toMatchObject({
      disks: [{ title: 'd.qcow2' }, { title: 'e.qcow2' }, { title: 'f.qcow2' }],
      lost: disks.slice(0, 3).map((disk) => ({ disk, base: gone })),
    });
    await expect(readForeign(disks[0] ?? '')).rejects.toMatchObject({
      failure: { code: 'file-missing', message: expect.stringContaining(`without ${gone}`), field: 'path' },
    });
  });

  it('says which kernel it starts from that is not there', async () => {
    const path = put(
      'a.xml',
      `<domain type='kvm'><name>a</name><os><type>hvm</type><kernel>/nowhere/vmlinuz</kernel></os></domain>`,
    );
    expect((await readForeign(path)).left).toEqual([
      'The file /nowhere/vmlinuz, from which it starts, is not there, or can’t be read.',
    ]);
  });

  it('with a name that can’t be used here gets the nearest that can, and says so', async () => {
    const path = put(
      'a.xml',
      `<domain type='kvm'><name>a</name><title>shop/web</title><os><type>hvm</type></os></domain>`,
    );
    expect(await readForeign(path)).toMatchObject({
      name: 'shop-web',
      left: ['Its name “shop/web” can’t be used here.'],
    });
  });
});

const OVF = `<?xml version="1.0"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
  xmlns:rasd="r" xmlns:vssd="v" xmlns:vbox="b">
  <References><File ovf:id="file1" ovf:href="web-disk1.vmdk" ovf:size="4096"/></References>
  <DiskSection><Info>Disks</Info><Disk ovf:capacity="8" ovf:diskId="vmdisk1" ovf:fileRef="file1"/></DiskSection>
  <VirtualSystem ovf:id="vm"><Info>A machine</Info><Name>web</Name>
    <VirtualHardwareSection><Info/>
      <Item><rasd:ElementName>2 CPUs</rasd:ElementName><rasd:ResourceType>3</rasd:ResourceType>
        <rasd:VirtualQuantity>2</rasd:VirtualQuantity></Item>
      <Item><rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits><rasd:ResourceType>4</rasd:ResourceType>
        <rasd:VirtualQuantity>1024</rasd:VirtualQuantity></Item>
      <Item><rasd:ResourceType>17</rasd:ResourceType><rasd:HostResource>ovf:/disk/vmdisk1</rasd:HostResource></Item>
      <Item><rasd:ResourceType>10</rasd:ResourceType></Item>
      <Item><rasd:ResourceType>15</rasd:ResourceType></Item>
      <Item><rasd:ElementName>sound</rasd:ElementName><rasd:ResourceType>35</rasd:ResourceType></Item>
      <Item><rasd:ElementName>a modem</rasd:ElementName><rasd:ResourceType>1</rasd:ResourceType></Item>
    </VirtualHardwareSection>
  </VirtualSystem>
</Envelope>`;

describe('an OVA', () => {
  it('gives its machine, and where its disk lies in it', async () => {
    const contents = Buffer.alloc(4096, 7);
    const path = await tar('web.ova', { 'web.ovf': OVF, 'web.mf': 'sums', 'web-disk1.vmdk': contents });
    const found = await readForeign(path);
    expect(found).toMatchObject({
      kind: 'ova',
      name: 'web',
      memory: 1024 * MIB,
      cpus: 2,
      firmware: 'bios',
      media: [null],
      cards: [{ model: 'e1000e' }],
      sound: true,
      left: ['“a modem” is not taken over.', expect.stringMatching(/user networking/)],
    });
    const [disk] = found.disks;
    expect(disk).toMatchObject({ title: 'web-disk1.vmdk', format: 'vmdk', bus: 'sata', bytes: 4096 });
    if (disk?.source.kind !== 'within') throw new Error('it lies in the archive');
    const piece = await disk.source.locate();
    expect(piece.bytes).toBe(4096);
    expect(
      readFileSync(path)
        .subarray(piece.offset, piece.offset + 4096)
        .equals(contents),
    ).toBe(true);
  });

  it('that is cut short, has no description or lacks a disk says so', async () => {
    const path = await tar('cut.ova', { 'web.ovf': OVF, 'web-disk1.vmdk': Buffer.alloc(4096) });
    truncateSync(path, 4096);
    const [disk] = (await readForeign(path)).disks;
    if (disk?.source.kind !== 'within') throw new Error('it lies in the archive');
    await expect(disk.source.locate()).rejects.toMatchObject(unreadable(/cut short/));
    const none = await tar('none.ova', { 'a.txt': 'a' });
    await expect(readForeign(none)).rejects.toMatchObject(unreadable(/no description/));
    const lacks = await tar('lacks.ova', { 'web.ovf': OVF, 'web.mf': 'sums' });
    expect(await readForeign(lacks)).toMatchObject({
      disks: [],
      lost: [{ disk: 'web-disk1.vmdk', base: null }],
    });
    expect(await readForeign(put('web.ovf', OVF))).toMatchObject({
      disks: [],
      lost: [{ disk: 'web-disk1.vmdk', base: null }],
    });
    await expect(readForeign(put('text.ova', 'not a tar'))).rejects.toMatchObject(unreadable(/./));
  });
});

const UTM = (backend: string, version: number): string => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
  <key>Backend</key><string>${backend}</string><key>ConfigurationVersion</key><integer>${version}</integer>
  <key>Information</key><dict><key>Name</key><string>Debian</string><key>Notes</key><string>mine</string></dict>
  <key>System</key><dict><key>Architecture</key><string>x86_64</string><key>MemorySize</key><integer>2048</integer>
    <key>CPUCount</key><integer>0</integer></dict>
  <key>QEMU</key><dict><key>UEFIBoot</key><true/><key>TPMDevice</key><true/></dict>
  <key>Drive</key><array>
    <dict><key>ImageName</key><string>disk.qcow2</string><key>ImageType</key><string>Disk</string>
      <key>Interface</key><string>VirtIO</string></dict>
    <dict><key>ImageType</key><string>CD</string><key>Interface</key><string>USB</string></dict></array>
  <key>Network</key><array><dict><key>Mode</key><string>Shared</string><key>Hardware</key><string>virtio-net-pci</string>
    <key>MacAddress</key><string>AA:BB:CC:00:11:22</string><key>PortForward</key><array><dict>
    <key>Protocol</key><string>TCP</string><key>HostPort</key><integer>2222</integer><key>GuestPort</key><integer>22</integer>
    </dict></array></dict></array>
</dict></plist>`;

describe('a folder of UTM’s', () => {
  it('gives its machine with the forwards of its card', async () => {
    const utm = join(folder, 'Debian.utm');
    mkdirSync(join(utm, 'Data'), { recursive: true });
    writeFileSync(join(utm, 'config.plist'), UTM('QEMU', 4));
    writeFileSync(join(utm, 'Data', 'disk.qcow2'), QCOW2);
    expect(await readForeign(utm)).toMatchObject({
      kind: 'utm',
      name: 'Debian',
      description: 'mine',
      memory: 2048 * MIB,
      cpus: null,
      firmware: 'uefi',
      disks: [{ title: 'disk.qcow2', format: 'qcow2', bus: 'virtio' }],
      media: [null],
      cards: [
        {
          mac: 'aa:bb:cc:00:11:22',
          model: 'virtio',
          forwards: [{ protocol: 'tcp', hostPort: 2222, guestPort: 22 }],
        },
      ],
      tpm: true,
      left: ['Its network (Shared) becomes user networking.'],
    });
  });

  it('that has lost its disk says so', async () => {
    const utm = join(folder, 'Debian.utm');
    mkdirSync(utm);
    writeFileSync(join(utm, 'config.plist'), UTM('QEMU', 4));
    expect(await readForeign(utm)).toMatchObject({
      disks: [],
      lost: [{ disk: join(utm, 'Data', 'disk.qcow2'), base: null }],
    });
  });

  it('of an old version, or of a machine that QEMU does not run, is refused with what to do', async () => {
    const utm = join(folder, 'Old.utm');
    mkdirSync(utm);
    writeFileSync(join(utm, 'config.plist'), UTM('QEMU', 2).replace('Backend', 'Other'));
    await expect(readForeign(utm)).rejects.toMatchObject(unreadable(/UTM 4/));
    writeFileSync(join(utm, 'config.plist'), UTM('Apple', 4));
    await expect(readForeign(utm)).rejects.toMatchObject(unreadable(/Apple/));
  });
});

describe('a machine of quickemu’s', () => {
  it('is read from its .conf or its folder, with paths that start beside it; nothing of it is run', async () => {
    mkdirSync(join(folder, 'debian'));
    put('debian/disk.qcow2', QCOW2);
    const conf = put(
      'debian.conf',
      `#!/usr/bin/quickemu --vm
guest_os="linux"
disk_img="debian/disk.qcow2"
iso="debian/debian.iso"
ram="4G"
cpu_cores=2
macaddr="52:54:00:12:34:56"
port_forwards=("8080:80" "2200:22")
tpm="on"
public_dir="~/shared"
touch /tmp/never
`,
    );
    put('debian/debian.iso', Buffer.alloc(512));
    const expected = {
      kind: 'quickemu',
      name: 'debian',
      memory: 4096 * MIB,
      cpus: 2,
      firmware: 'uefi',
      disks: [{ format: 'qcow2', bus: 'virtio', source: { path: join(folder, 'debian', 'disk.qcow2') } }],
      media: [join(folder, 'debian', 'debian.iso')],
      cards: [
        {
          mac: '52:54:00:12:34:56',
          forwards: [
            { protocol: 'tcp', hostPort: 8080, guestPort: 80 },
            { protocol: 'tcp', hostPort: 2200, guestPort: 22 },
          ],
        },
      ],
      tpm: true,
      left: ['Its setting public_dir is not taken over.'],
    };
    expect(await readForeign(conf)).toMatchObject(expected);
    expect(await readForeign(folder)).toMatchObject(expected);
  });

  it('that never ran, and so has no disk yet, says so', async () => {
    const conf = put('new.conf', 'guest_os="linux"\ndisk_img="new/disk.qcow2"\n');
    expect(await readForeign(conf)).toMatchObject({
      disks: [],
      lost: [{ disk: join(folder, 'new', 'disk.qcow2'), base: null }],
    });
  });

  it('is read whatever quotes its settings have', () => {
    const found = settingsIn(`a="x y" # words\nb='z'\nc=1\nd=("p q" r)\n  e=\nf(){\n`);
    expect([...found]).toEqual([
      ['a', ['x y']],
      ['b', ['z']],
      ['c', ['1']],
      ['d', ['p q', 'r']],
      ['e', []],
    ]);
  });

  it('is refused where it is none', async () => {
    await expect(readForeign(put('a.conf', 'x=1'))).rejects.toMatchObject(unreadable(/guest_os/));
    mkdirSync(join(folder, 'empty'));
    await expect(readForeign(join(folder, 'empty'))).rejects.toMatchObject(unreadable(/no \.conf/));
  });
});

describe('a disk image', () => {
  it('is a machine with nothing but it; anything else is refused', async () => {
    expect(await readForeign(put('old laptop.qcow2', QCOW2))).toMatchObject({
      kind: 'disk',
      name: 'old laptop',
      disks: [{ format: 'qcow2', bus: 'virtio' }],
    });
    await expect(readForeign(put('letter.txt', 'Dear'))).rejects.toMatchObject(unreadable(/no disk image/));
    await expect(readForeign(join(folder, 'gone'))).rejects.toMatchObject({
      failure: { code: 'file-missing', field: 'path' },
    });
  });
});
