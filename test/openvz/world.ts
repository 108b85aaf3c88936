import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { CGROUPS, findHierarchy } from '../../main/drivers/control-groups';
import type { OpenvzPlaces } from '../../main/drivers/openvz/host';

/** The programs that stand in for OpenVZ's; each is started by a small script that says which world it is in. */
const PROGRAMS = ['vzctl', 'vzlist', 'prlctl'] as const;
const HERE = resolve(__dirname);
const FREEZER = findHierarchy() === 'v2' ? CGROUPS : join(CGROUPS, 'freezer');

/** Why containers can't be made here; null where they can. */
export function whyNoContainers(): string | null {
  if (process.getuid?.() !== 0) return 'OpenVZ’s tools work for root alone';
  if (spawnSync('busybox', ['true']).status !== 0) return 'busybox is not installed';
  const command = ['--mount', '--uts', '--ipc', '--net', '--pid', '--fork', 'true'];
  return spawnSync('unshare', command).status === 0 ? null : 'namespaces can’t be made';
}

/** A make-believe computer with OpenVZ's tools: their folders below one folder, and one OS template. */
export class OpenvzWorld {
  readonly #frozen = new Set<string>();

  constructor(
    readonly folder: string,
    kernel: 'openvz' | 'plain' = 'plain',
  ) {
    for (const name of [
      'etc/vz/conf',
      'etc/vz/names',
      'vz/private',
      'vz/root',
      'vz/lock',
      'vz/dump',
      'faults',
      'bin',
    ]) {
      mkdirSync(join(folder, name), { recursive: true });
    }
    mkdirSync(join(folder, kernel === 'openvz' ? 'proc/vz' : 'proc'), { recursive: true });
    writeFileSync(
      join(folder, 'etc/vz/vz.conf'),
      [
        `LOCKDIR=${join(folder, 'vz/lock')}`,
        `DUMPDIR=${join(folder, 'vz/dump')}`,
        `LOGFILE=${join(folder, 'log')}`,
        `TEMPLATE=${join(folder, 'vz/template')}`,
        `VE_ROOT=${join(folder, 'vz/root')}/$VEID`,
        `VE_PRIVATE=${join(folder, 'vz/private')}/$VEID`,
        'CONFIGFILE="basic"',
        `VE_LAYOUT=ploop`,
        'NAMESERVER=inherit # Copy from host system’s /etc/resolv.conf',
        '',
      ].join('\n'),
    );
    writeFileSync(
      join(folder, 'etc/vz/conf/ve-basic.conf-sample'),
      '# RAM\nPHYSPAGES="0:256M"\n\n# Swap\nSWAPPAGES="0:512M"\n\nDISKSPACE="2G:2.2G"\nDISKINODES="131072:144179"\nCPUUNITS="1000"\n',
    );
    for (const program of PROGRAMS) {
      const path = join(folder, 'bin', program);
      writeFileSync(
        path,
        `#!/bin/sh\nOPENVZ_WORLD='${folder}' exec '${process.execPath}' '${join(HERE, `${program}.mjs`)}' "$@"\n`,
      );
      chmodSync(path, 0o755);
    }
    makeTemplate(join(folder, 'vz/template/cache'), 'tiny');
  }

  /** What tells a driver, or Paddock by its environment, where all that is. */
  get places(): OpenvzPlaces {
    return {
      programs: { vzctl: this.program('vzctl'), vzlist: this.program('vzlist') },
      folder: join(this.folder, 'etc/vz/conf'),
      pids: join(this.folder, 'vepid'),
      proc: join(this.folder, 'proc'),
    };
  }

  /** The same for OpenVZ 7, whose prlctl is spoken to. */
  get places7(): OpenvzPlaces {
    return { programs: { prlctl: this.program('prlctl') }, folder: join(this.folder, 'etc/vz/conf') };
  }

  /** The same, for Paddock’s environment. */
  get environment(): Record<string, string> {
    return {
      PADDOCK_VZCTL: this.program('vzctl'),
      PADDOCK_VZLIST: this.program('vzlist'),
      PADDOCK_OPENVZ_CONF: join(this.folder, 'etc/vz/conf'),
      PADDOCK_OPENVZ_PIDS: join(this.folder, 'vepid'),
      PADDOCK_OPENVZ_PROC: join(this.folder, 'proc'),
    };
  }

  program(name: string): string {
    return join(this.folder, 'bin', name);
  }

  /** As someone at the command line. */
  vzctl(...args: readonly string[]): string {
    return execFileSync(this.program('vzctl'), ['--quiet', ...args], { encoding: 'utf8' });
  }

  /** The same, while the test goes on: its exit code comes later. */
  spawn(...args: readonly string[]): Promise<number | null> {
    const child = spawn(this.program('vzctl'), ['--quiet', ...args], { stdio: 'ignore' });
    return new Promise((resolve) => child.once('exit', resolve));
  }

  isLocked(ctid: string): boolean {
    return existsSync(join(this.folder, 'vz/lock', `${ctid}.lck`));
  }

  /** What the next call of a command does: ends with a code, takes longer (`slow MS`), or lets the one after it (`later ...`). */
  fault(command: string, what: string): void {
    writeFileSync(join(this.folder, 'faults', command), what);
  }

  confOf(ctid: string): string {
    return readFileSync(join(this.folder, 'etc/vz/conf', `${ctid}.conf`), 'utf8');
  }

  /** All containers that have files. */
  containers(): readonly string[] {
    return readdirSync(join(this.folder, 'vz/private'));
  }

  /** Ends the first process of a container, as a fault of the host would. */
  end(ctid: string): void {
    const { pid } = JSON.parse(readFileSync(join(this.folder, 'runs', ctid), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
  }

  /** Has the kernel hold a container still, or lets it go on, by the group that vzctl gives it: another tool's doing. */
  freeze(ctid: string, isFrozen: boolean): void {
    const group = join(FREEZER, ctid);
    mkdirSync(group, { recursive: true });
    for (const pid of this.#processesOf(ctid)) writeFileSync(join(group, 'cgroup.procs'), pid);
    if (findHierarchy() === 'v2') writeFileSync(join(group, 'cgroup.freeze'), isFrozen ? '1' : '0');
    else writeFileSync(join(group, 'freezer.state'), isFrozen ? 'FROZEN' : 'THAWED');
    this.#frozen.add(ctid);
  }

  /** Undoes that, with the group. */
  #letGo(ctid: string): void {
    this.freeze(ctid, false);
    for (const pid of this.#processesOf(ctid)) writeFileSync(join(FREEZER, 'cgroup.procs'), pid);
    rmdirSync(join(FREEZER, ctid));
    this.#frozen.delete(ctid);
  }

  /** All that runs within a container; none where it does not run. */
  #processesOf(ctid: string): readonly string[] {
    const noted = join(this.folder, 'runs', ctid);
    if (!existsSync(noted)) return [];
    const { pid } = JSON.parse(readFileSync(noted, 'utf8')) as { pid: number };
    const within = spaceOf(String(pid));
    const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return within === null ? [] : all.filter((one) => spaceOf(one) === within);
  }

  /** Ends all that runs. */
  clear(): void {
    for (const ctid of this.#frozen) this.#letGo(ctid);
    const runs = join(this.folder, 'runs');
    for (const ctid of existsSync(runs) ? readdirSync(runs) : []) {
      try {
        this.end(ctid);
      } catch {
        // it has ended
      }
    }
  }
}

/** Which space of processes one is in; null where it is gone. */
function spaceOf(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return null;
  }
}

const PROGRAMS_INSIDE = [
  'sh',
  'cat',
  'echo',
  'hostname',
  'halt',
  'poweroff',
  'reboot',
  'sleep',
  'true',
  'ls',
  'mount',
  'id',
];

/** An OS template of busybox: enough of a system to boot, to be typed into, and to be shut down. */
function makeTemplate(folder: string, name: string): void {
  const root = join(folder, `${name}.root`);
  for (const one of ['bin', 'sbin', 'etc/init.d', 'dev', 'proc', 'sys', 'root', 'tmp']) {
    mkdirSync(join(root, one), { recursive: true });
  }
  execFileSync('sh', ['-c', 'cp "$(command -v busybox)" "$1"', 'sh', join(root, 'bin/busybox')]);
  for (const program of PROGRAMS_INSIDE) symlinkSync('busybox', join(root, 'bin', program));
  symlinkSync('../bin/busybox', join(root, 'sbin/init'));
  writeFileSync(join(root, 'etc/inittab'), '::sysinit:/etc/init.d/rcS\n::ctrlaltdel:/bin/reboot\n');
  writeFileSync(join(root, 'etc/init.d/rcS'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  execFileSync('tar', ['-czf', join(folder, `${name}.tar.gz`), '-C', root, '.']);
  rmSync(root, { recursive: true });
}
