import { basename, dirname, join } from 'node:path';
import type { DomainId } from '../../domains/definition';
import { PaddockError } from '../../domains/failure';

/** Where the driver keeps things. All are made private to the user on first use. */
export interface QemuFolders {
  /** What belongs to a machine: `<disks>/<id>/`. */
  readonly disks: string;
  /** Where new disks are made, `<newDisks>/<id>/`, where a person wants them elsewhere; asked each time. */
  readonly newDisks?: string | undefined;
  /** Sockets and pid files: `<runtime>/<short id>/`; must be short, see SOCKET_PATH_MAX_BYTES. */
  readonly runtime: string;
  /** What QEMU and serial lines wrote: `<logs>/<id>/`. */
  readonly logs: string;
  /** What the acceleration probe found out, and which files are being made. */
  readonly cache: string;
}

/** `sun_path` holds 108 bytes, the closing NUL among them (unix(7)). */
export const SOCKET_PATH_MAX_BYTES = 107;

/** The files of one machine. */
export interface MachinePaths {
  readonly disks: string;
  /** The folder for its new disks. Those that it has may be in another, chosen before. */
  readonly newDisks: string;
  /** Whether a file lies in a folder of this machine’s own, here or where a person once wanted new disks. */
  owns(path: string): boolean;
  readonly runtime: string;
  readonly pidfile: string;
  readonly qmp: string;
  readonly vnc: string;
  /** The line to the agent inside. */
  readonly agent: string;
  /** The line to the agent that has its clipboard. */
  readonly clipboard: string;
  /** The config with which the machine was started. */
  readonly startedWith: string;
  /** The socket over which memory is saved and restored. */
  readonly transfer: string;
  /** There while a machine that ran stands still, or is about to, so that its memory is saved. */
  readonly saving: string;
  /** The memory of a machine that was saved, and the config that it ran with. */
  readonly savedMemory: string;
  readonly savedConfig: string;
  /** The memory that a snapshot of the machine has. */
  snapshotMemory(tag: string): string;
  /** What a run of which nothing is kept writes to its disks; there only while such a run goes on. */
  readonly overlays: string;
  /** What `savedMemory` is called from just before the machine runs on. */
  readonly restoring: string;
  /** The firmware's variables. */
  readonly variables: string;
  /** The folder of the TPM's state, and the socket of the program that is the TPM. */
  readonly tpmState: string;
  readonly tpmSocket: string;
  /** The CD that a cloud image reads when it first starts. */
  readonly seed: string;
  serial(id: string): string;
  /** Where the passt of a network card listens. */
  passt(id: string): string;
  /** Where the virtiofsd of a shared folder listens. */
  virtiofs(id: string): string;
  readonly logs: string;
  /** There while the machine is brought back to a snapshot, whose tag is in it. */
  readonly reverting: string;
  /** QEMU's stdout and stderr of the last run. */
  readonly log: string;
  /** All that a serial line sent in the last run. */
  serialLog(id: string): string;
}

export function pathsOf(folders: QemuFolders, id: DomainId): MachinePaths {
  // 48 of its bits tell machines apart well enough and keep the socket's path short.
  const runtime = join(folders.runtime, id.replaceAll('-', '').slice(0, 12));
  const logs = join(folders.logs, id);
  const disks = join(folders.disks, id);
  return {
    disks,
    newDisks: join(folders.newDisks ?? folders.disks, id),
    owns: (path) => basename(dirname(path)) === id,
    runtime,
    pidfile: join(runtime, 'pid'),
    qmp: join(runtime, 'qmp.sock'),
    vnc: join(runtime, 'vnc.sock'),
    agent: join(runtime, 'agent.sock'),
    clipboard: join(runtime, 'clip.sock'),
    startedWith: join(runtime, 'config.json'),
    transfer: join(runtime, 'memory.sock'),
    saving: join(runtime, 'saving'),
    savedMemory: join(disks, 'memory.saved'),
    savedConfig: join(disks, 'memory.json'),
    snapshotMemory: (tag) => join(disks, `${tag}.memory`),
    overlays: join(disks, 'disposable'),
    restoring: join(disks, 'memory.restoring'),
    variables: join(disks, 'firmware-variables.qcow2'),
    tpmState: join(disks, 'tpm'),
    tpmSocket: join(runtime, 'tpm.sock'),
    seed: join(disks, 'seed.iso'),
    serial: (serial) => join(runtime, `${serial}.serial`),
    passt: (card) => join(runtime, `${card}.passt`),
    virtiofs: (share) => join(runtime, `${share}.virtiofs`),
    logs,
    reverting: join(logs, 'reverting'),
    log: join(logs, 'qemu.log'),
    serialLog: (serial) => join(logs, `${serial}.serial.log`),
  };
}

/** Throws `path-too-long` for the first socket whose path the system can't take. */
export function checkSocketPaths(sockets: readonly string[]): void {
  for (const path of sockets) {
    const bytes = Buffer.byteLength(path);
    if (bytes <= SOCKET_PATH_MAX_BYTES) continue;
    throw new PaddockError({
      code: 'path-too-long',
      message: 'The path of the machine’s control socket is too long for this system.',
      cause: `${path} has ${bytes} bytes; a socket’s path may have ${SOCKET_PATH_MAX_BYTES}.`,
      next: 'Start Paddock with XDG_RUNTIME_DIR (or PADDOCK_HOME, where you set it) naming a folder with a shorter path.',
      detail: { path },
    });
  }
}
