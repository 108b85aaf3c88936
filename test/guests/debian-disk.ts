import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '.cache', 'guests');
const MIB = 1024 * 1024;
const SECTORS_PER_MIB = MIB / 512;

/** What Debian's own cloud images have, as far as the tests ask for it. */
const PACKAGES = [
  ...['linux-image-cloud-amd64', 'systemd-sysv', 'udev', 'dbus', 'e2fsprogs', 'fdisk'],
  ...['cloud-init', 'cloud-guest-utils', 'sudo', 'ifupdown', 'isc-dhcp-client'],
];
/** Where a partition with the boot loader and the kernel begins, and where the system's, which is last so that it can grow. */
const LAYOUT = { boot: 1, root: 129, rootMib: 1200 } as const;
const MENU =
  'DEFAULT linux\nLABEL linux\n LINUX /vmlinuz\n INITRD /initrd\n APPEND root=LABEL=root rw console=ttyS0\n';

/**
 * A cloud image of this computer's own Debian: its kernel for virtual machines, systemd and cloud-init, started by a BIOS,
 * with a console on ttyS0. Made once, as root, then taken from the cache.
 */
export async function debianDisk(): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const code = await readFile(fileURLToPath(import.meta.url));
  const image = join(
    CACHE,
    `debian-cloud-${createHash('sha256').update(code).digest('hex').slice(0, 12)}.qcow2`,
  );
  if (existsSync(image)) return image;
  const work = await mkdtemp(join(CACHE, 'debian-'));
  try {
    await bootstrap(work);
    const disk = await assemble(work);
    const made = join(work, 'disk.qcow2');
    await run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', disk, made]);
    await rename(made, image);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return image;
}

/** The system's file system, `root.img`, and `/boot`, beside each other in the work folder. */
async function bootstrap(work: string): Promise<void> {
  const release = await readFile('/etc/os-release', 'utf8');
  const suite = /^VERSION_CODENAME=(\w+)/m.exec(release)?.[1] ?? 'stable';
  const root = join(work, 'root.img');
  const seen = join(work, 'seen');
  await mkdir(seen);
  const leftOut = ['doc', 'man', 'locale'].map((part) => `--dpkgopt=path-exclude=/usr/share/${part}/*`);
  await run(
    'mmdebstrap',
    [
      '--quiet',
      '--variant=apt',
      `--include=${PACKAGES.join()}`,
      '--aptopt=Acquire::Languages "none"',
      '--dpkgopt=force-unsafe-io',
      ...leftOut,
      '--customize-hook=chroot "$1" systemctl enable serial-getty@ttyS0.service',
      `--customize-hook=copy-out /boot ${work}`,
      '--customize-hook=rm -rf "$1"/boot/* "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*',
      // Seen through another mount, /proc and /sys are not in it.
      `--customize-hook=mount --bind "$1" ${seen}`,
      `--customize-hook=mke2fs -q -t ext4 -L root -d ${seen} ${root} ${LAYOUT.rootMib}M`,
      `--customize-hook=umount ${seen}`,
      suite,
      '/dev/null',
    ],
    { maxBuffer: 64 * MIB },
  );
}

/** A disk with a boot partition and the system's. */
async function assemble(work: string): Promise<string> {
  const disk = join(work, 'disk.img');
  const boot = await readdir(join(work, 'boot'));
  const newest = (kind: string): string => {
    const name = boot
      .filter((entry) => entry.startsWith(`${kind}-`))
      .sort()
      .pop();
    if (!name) throw new Error(`the new system has no ${kind}`);
    return join(work, 'boot', name);
  };
  const menu = join(work, 'syslinux.cfg');
  await writeFile(menu, MENU);

  await copyInto(join(work, 'root.img'), disk, LAYOUT.root * MIB);
  const table = join(work, 'table');
  const [first, second] = [LAYOUT.boot * SECTORS_PER_MIB, LAYOUT.root * SECTORS_PER_MIB];
  await writeFile(
    table,
    `label: dos\nstart=${first}, size=${second - first}, type=e, bootable\nstart=${second}, type=83\n`,
  );
  await run('sh', ['-c', 'exec sfdisk --quiet "$1" < "$2"', 'sh', disk, table]);
  await copyInto('/usr/lib/syslinux/mbr/mbr.bin', disk, 0);
  const fat = `${disk}@@${LAYOUT.boot * MIB}`;
  await run('mformat', ['-i', fat, '-T', String(second - first), '-H', String(first), '::']);
  await run('mcopy', ['-i', fat, newest('vmlinuz'), '::vmlinuz']);
  await run('mcopy', ['-i', fat, newest('initrd.img'), '::initrd']);
  await run('mcopy', ['-i', fat, menu, '::syslinux.cfg']);
  await run('syslinux', ['--offset', String(LAYOUT.boot * MIB), '--install', disk]);
  return disk;
}

/** Writes a file into a larger one at an offset; what is empty in it stays a hole. */
async function copyInto(from: string, to: string, offset: number): Promise<void> {
  const source = await open(from, 'r');
  const target = await open(to, existsSync(to) ? 'r+' : 'w');
  try {
    const { size } = await source.stat();
    await target.truncate(Math.max(offset + size, (await stat(to)).size));
    const buffer = Buffer.alloc(MIB);
    for (let at = 0; at < size;) {
      const { bytesRead } = await source.read(buffer, 0, MIB, at);
      const part = buffer.subarray(0, bytesRead);
      if (part.some((byte) => byte !== 0)) await target.write(part, 0, bytesRead, offset + at);
      at += bytesRead;
    }
  } finally {
    await source.close();
    await target.close();
  }
}
