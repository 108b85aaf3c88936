import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { archiveOf, CACHE, inWorkFolder, unpackPackage } from './initrd';

const run = promisify(execFile);
const INIT = join(dirname(fileURLToPath(import.meta.url)), 'init');
/** Drivers that the cloud kernel has as modules, in the order in which they are loaded: the power button's, and disks'. */
const MODULES = [
  'drivers/input/evdev.ko',
  'drivers/acpi/button.ko',
  'drivers/virtio/virtio_ring.ko',
  'drivers/virtio/virtio.ko',
  'drivers/virtio/virtio_pci_legacy_dev.ko',
  'drivers/virtio/virtio_pci_modern_dev.ko',
  'drivers/virtio/virtio_pci.ko',
  'drivers/block/virtio_blk.ko',
];

/** Drivers that lie in /more, for a test that wants one: `insmod /more/virtio_balloon.ko`. */
const MORE_MODULES = [
  'drivers/char/virtio_console.ko',
  'net/core/failover.ko',
  'drivers/net/net_failover.ko',
  'drivers/net/virtio_net.ko',
  'drivers/virtio/virtio_balloon.ko',
  'fs/fuse/fuse.ko',
  'fs/fuse/virtiofs.ko',
  'drivers/misc/pvpanic/pvpanic.ko',
  'drivers/misc/pvpanic/pvpanic-mmio.ko',
];

/** What the guest prints on its serial line once its shell is there. */
export const READY = 'paddock guest ready';

export interface TinyLinux {
  readonly kernel: string;
  readonly initrd: string;
}

/**
 * A Linux that boots in seconds under emulation: the kernel of Debian's cloud images and busybox. It says "paddock guest
 * ready", has a shell on ttyS0, and powers off at its power button. Made once, then taken from the cache; test files
 * that run side by side make it twice at worst.
 */
export async function tinyLinux(): Promise<TinyLinux> {
  await mkdir(CACHE, { recursive: true });
  const kernel = process.env.PADDOCK_TEST_KERNEL ?? (await fetchedKernel());
  const release = basename(kernel).replace('vmlinuz-', '');
  const init = await readFile(INIT);
  const initrd = join(
    CACHE,
    `initrd-${release}-${createHash('sha256')
      .update(init)
      .update([...MODULES, ...MORE_MODULES].join())
      .digest('hex')
      .slice(0, 12)}`,
  );
  if (!existsSync(initrd)) {
    const modules = join(dirname(kernel), '..', 'lib', 'modules', release, 'kernel');
    await inWorkFolder(async (work) => rename(await makeInitrd(work, modules), initrd));
  }
  return { kernel, initrd };
}

/** A kernel of the distribution's package, unpacked and not installed; `npm test` has fetched one already. */
async function fetchedKernel(): Promise<string> {
  const boot = join(CACHE, 'kernel', 'boot');
  if (!existsSync(boot)) {
    await inWorkFolder(async (work) => {
      const { stdout } = await run('apt-cache', ['depends', 'linux-image-cloud-amd64']);
      const name = /Depends: (linux-image-\S+)/.exec(stdout)?.[1];
      if (!name) throw new Error('apt knows no package linux-image-cloud-amd64; run apt-get update');
      await unpackPackage(name, join(work, 'kernel'));
      await rename(join(work, 'kernel'), join(CACHE, 'kernel'));
    });
  }
  const name = (await readdir(boot)).find((entry) => entry.startsWith('vmlinuz-'));
  if (!name) throw new Error(`there is no kernel in ${boot}`);
  return join(boot, name);
}

async function makeInitrd(work: string, kernelModules: string): Promise<string> {
  const root = join(work, 'initrd-root');
  for (const folder of ['bin', 'dev', 'proc', 'sys', 'modules', 'more', 'mnt']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await copyFile('/bin/busybox', join(root, 'bin', 'busybox'));
  const { stdout: applets } = await run('/bin/busybox', ['--list']);
  for (const applet of applets.trim().split('\n')) {
    if (applet !== 'busybox') await symlink('busybox', join(root, 'bin', applet));
  }
  for (const [index, module] of MODULES.entries()) {
    const source = join(kernelModules, module);
    if (existsSync(source))
      await copyFile(source, join(root, 'modules', `${String(index).padStart(2, '0')}.ko`));
  }
  for (const module of MORE_MODULES) {
    const source = join(kernelModules, module);
    if (existsSync(source)) await copyFile(source, join(root, 'more', basename(module)));
  }
  await copyFile(INIT, join(root, 'init'));
  await chmod(join(root, 'init'), 0o755);
  const path = join(work, 'initrd');
  await writeFile(path, await archiveOf(root));
  return path;
}
