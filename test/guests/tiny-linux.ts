import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** What a guest's serial line says once its shell can be typed into. */
export const READY = 'paddock guest ready';

/** The first process of the guest: a shell on the serial line; the power button switches it off. */
const INIT = `#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev /bin /sbin /etc/acpi
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in /modules/*.ko; do insmod $module; done
cat > /etc/acpi/off <<'END'
#!/bin/sh
poweroff -f
END
chmod 755 /etc/acpi/off
printf 'PWRF off\\n' > /etc/acpid.conf
while ! ls /dev/input/event* > /dev/null 2>&1; do sleep 0.1; done
acpid -f -l /dev/null -c /etc/acpi -a /etc/acpid.conf &
hostname tiny
echo '${READY}'
while true; do setsid cttyhack sh; done
`;

/**
 * A real Linux that boots within seconds: the distribution's kernel for virtual machines with an initial file system of
 * busybox. `npm test` names the kernel in PADDOCK_TEST_KERNEL. Built once for a kernel.
 */
export async function tinyLinux(): Promise<{ readonly kernel: string; readonly initrd: string }> {
  const kernel = process.env.PADDOCK_TEST_KERNEL;
  if (!kernel) throw new Error('PADDOCK_TEST_KERNEL must name a kernel; `npm test` sets it');
  const initrd = join(dirname(kernel), 'tiny-initrd-2.cpio.gz');
  if (!existsSync(initrd)) build(kernel, initrd);
  return { kernel, initrd };
}

function build(kernel: string, initrd: string): void {
  const work = mkdtempSync(join(tmpdir(), 'tiny-linux-'));
  try {
    const root = join(work, 'root');
    for (const folder of ['bin', 'modules']) mkdirSync(join(root, folder), { recursive: true });
    copyFileSync('/bin/busybox', join(root, 'bin', 'busybox'));
    chmodSync(join(root, 'bin', 'busybox'), 0o755);
    const release = basename(kernel).replace('vmlinuz-', '');
    const drivers = join(dirname(kernel), '..', 'lib', 'modules', release, 'kernel', 'drivers');
    for (const module of ['acpi/button.ko', 'input/evdev.ko']) {
      copyFileSync(join(drivers, module), join(root, 'modules', basename(module)));
    }
    writeFileSync(join(root, 'init'), INIT, { mode: 0o755 });
    const names = execFileSync('find', ['.'], { cwd: root });
    const archive = spawnSync('cpio', ['--quiet', '-o', '-H', 'newc'], {
      cwd: root,
      input: names,
      maxBuffer: 1 << 28,
    });
    if (archive.status !== 0) throw new Error(`cpio failed: ${archive.stderr.toString()}`);
    const packed = spawnSync('gzip', ['-9'], { input: archive.stdout, maxBuffer: 1 << 28 });
    const part = join(work, 'initrd');
    writeFileSync(part, packed.stdout);
    copyFileSync(part, `${initrd}.part`);
    renameSync(`${initrd}.part`, initrd);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
