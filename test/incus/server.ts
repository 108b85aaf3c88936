import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const INCUSD = '/usr/libexec/incus/incusd';
const APPLETS = ['sh', 'ls', 'cat', 'echo', 'mount', 'poweroff', 'hostname', 'sleep', 'kill'];
/** A pool in a folder, and a profile that has its disk there. */
const PRESEED = `
storage_pools: [{ name: default, driver: dir }]
profiles: [{ name: default, devices: { root: { type: disk, path: /, pool: default } } }]
`;
/** Busybox's init knows no SIGPWR, by which Incus asks a container to shut down: a shell that does is the first program. */
const INIT = `#!/bin/sh
mount -t proc proc /proc
trap 'exit 0' PWR
trap 'exit 0' USR2
while :; do sleep 86400 & wait $!; done
`;

/** Why no server can be run here; null where it can. */
export function whyNoIncus(): string | null {
  if (!existsSync(INCUSD)) return 'Incus is not installed';
  return process.getuid?.() === 0 ? null : 'incusd needs root';
}

/** A port of this computer's that nothing listens at now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** A real server with a folder of its own, and an image of busybox called `tiny`. */
export class IncusServer {
  readonly socket: string;
  #child: ChildProcess | null = null;

  private constructor(readonly folder: string) {
    this.socket = join(folder, 'unix.socket');
  }

  static async start(): Promise<IncusServer> {
    const server = new IncusServer(await mkdtemp(join(tmpdir(), 'pdk-incus-')));
    await server.up();
    await server.incus(['admin', 'init', '--preseed'], PRESEED);
    const archive = await tinyImage(join(server.folder, 'image'));
    await server.incus(['image', 'import', archive, '--alias', 'tiny']);
    return server;
  }

  /** Starts the server, again where it was killed. */
  async up(): Promise<void> {
    this.#child = spawn(INCUSD, [`--logfile=${join(this.folder, 'log')}`], {
      env: { ...process.env, INCUS_DIR: this.folder },
      stdio: 'ignore',
      detached: true,
    });
    await this.incus(['admin', 'waitready', '--timeout', '60']);
  }

  /** SIGKILL: its instances run on. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  /** Runs the `incus` command against this server, and answers with what it prints. */
  incus(args: readonly string[], input = ''): Promise<string> {
    return new Promise((resolve, reject) => {
      const env = { ...process.env, INCUS_DIR: this.folder, INCUS_CONF: join(this.folder, 'client') };
      const child = execFile('incus', [...args], { env }, (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      );
      child.stdin?.on('error', () => undefined); // it may have ended without reading any
      child.stdin?.end(input);
    });
  }

  /** Has it answer elsewhere too, and answers with its address. */
  async listen(): Promise<string> {
    const address = `127.0.0.1:${await freePort()}`;
    await this.incus(['config', 'set', 'core.https_address', address]);
    return address;
  }

  /** A token by which a client is trusted once. */
  async token(client: string): Promise<string> {
    return (await this.incus(['config', 'trust', 'add', client, '--quiet'])).trim().split('\n').at(-1) ?? '';
  }

  async names(): Promise<string[]> {
    return (await this.incus(['list', '-f', 'csv', '-c', 'n'])).split('\n').filter(Boolean);
  }

  /** Deletes every instance. */
  async clear(): Promise<void> {
    const names = await this.names();
    if (names.length > 0) await this.incus(['delete', '--force', ...names]);
  }

  async stop(): Promise<void> {
    await this.clear().catch(() => undefined);
    await this.kill();
    await run('umount', ['-l', join(this.folder, 'devices')]).catch(() => undefined); // it mounts some of its folders
    await run('umount', ['-l', join(this.folder, 'shmounts')]).catch(() => undefined);
    await run('umount', ['-l', join(this.folder, 'guestapi')]).catch(() => undefined);
    await rm(this.folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Makes an image of busybox in a folder, and answers with its archive. */
export async function tinyImage(work: string): Promise<string> {
  const root = join(work, 'rootfs');
  for (const name of ['bin', 'dev', 'proc', 'sys', 'etc', 'root', 'sbin', 'run', 'tmp']) {
    await mkdir(join(root, name), { recursive: true });
  }
  await copyFile('/bin/busybox', join(root, 'bin', 'busybox'));
  for (const name of APPLETS) await symlink('busybox', join(root, 'bin', name));
  await writeFile(join(root, 'sbin', 'init'), INIT, { mode: 0o755 });
  await writeFile(join(root, 'etc', 'passwd'), 'root:x:0:0::/root:/bin/sh\n');
  const metadata = 'architecture: x86_64\ncreation_date: 1700000000\nproperties: { description: tiny }\n';
  await writeFile(join(work, 'metadata.yaml'), metadata);
  const archive = `${work}.tar.gz`;
  await run('tar', ['-C', work, '-czf', archive, 'metadata.yaml', 'rootfs']);
  return archive;
}
