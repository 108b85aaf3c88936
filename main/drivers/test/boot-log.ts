import type { System } from './systems';

const MIB = 1024 * 1024;

/** What a guest writes on its serial line while it boots. */
export function bootLog(system: System, memory: number, cpus: number): readonly string[] {
  const { name, release, machine } = system.kernel;
  const mebibytes = Math.max(1, Math.round(memory / MIB));
  const at = (seconds: number): string => `[${seconds.toFixed(6).padStart(12)}] `;
  if (system.family === 'bsd') {
    return [
      `${name} ${release} ${machine} GENERIC`,
      'CPU: simulated processor',
      `real memory  = ${memory} (${mebibytes} MB)`,
      `${name}/SMP: Multiprocessor System Detected: ${cpus} CPUs`,
      'virtio_pci0: <VirtIO PCI Block adapter> on pci0',
      'vtnet0: <VirtIO Networking Adapter> on virtio_pci1',
      'Trying to mount root from zfs:zroot/ROOT/default []...',
      'Setting hostid: done.',
      'Starting Network: lo0 vtnet0.',
      'Starting sshd.',
    ];
  }
  return [
    `${at(0)}${name} version ${release} (paddock@test) #1 SMP PREEMPT_DYNAMIC`,
    `${at(0)}Command line: root=/dev/vda1 ro console=ttyS0`,
    `${at(0.004211)}DMI: Paddock Test machine, BIOS 1.0`,
    `${at(0.018244)}Memory: ${mebibytes * 1024}K/${mebibytes * 1024}K available`,
    `${at(0.127031)}smp: Brought up 1 node, ${cpus} CPU${cpus === 1 ? '' : 's'}`,
    `${at(0.341876)}pci 0000:00:02.0: [1af4:1041] virtio network`,
    `${at(0.410552)}virtio_blk virtio1: [vda] 41943040 512-byte logical blocks (21.5 GB/20.0 GiB)`,
    `${at(0.733102)}EXT4-fs (vda1): mounted filesystem with ordered data mode`,
    `${at(0.981447)}Run /sbin/init as init process`,
    `         Starting ${system.title}...`,
    '[  OK  ] Mounted local file systems.',
    '[  OK  ] Started network.',
    '[  OK  ] Started OpenSSH server.',
    '[  OK  ] Reached target multi-user.',
  ];
}

/** What it writes when it is asked to power off or to restart. */
export function shutdownLog(system: System, then: 'Power down' | 'Restarting system'): readonly string[] {
  if (system.family === 'bsd') return ['Stopping sshd.', 'Syncing disks, done.', `${then}.`];
  return ['[  OK  ] Stopped OpenSSH server.', '[  OK  ] Unmounted local file systems.', `reboot: ${then}`];
}
