import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { INCUSD, tinyImage, whyNoIncus } from './server';

const run = promisify(execFile);
const MEMBERS = ['m1', 'm2', 'm3'] as const;
export type MemberName = (typeof MEMBERS)[number];

/** Why no cluster can be run here; null where it can. */
export async function whyNoCluster(): Promise<string | null> {
  const why = whyNoIncus();
  if (why !== null) return why;
  const name = `pdk-try-${process.pid}`;
  try {
    await run('ip', ['netns', 'add', name]);
    await run('ip', ['netns', 'del', name]);
    return null;
  } catch {
    return 'network namespaces can’t be made';
  }
}

/**
 * A real cluster of three on one computer: a network namespace for each member, and one with a bridge that joins them. Nothing
 * of the computer's own network is touched.
 */
export class IncusCluster {
  readonly #prefix = `pdk${process.pid}`;
  readonly #children = new Map<MemberName, ChildProcess>();

  private constructor(readonly folder: string) {}

  static async start(): Promise<IncusCluster> {
    const cluster = new IncusCluster(await mkdtemp(join(tmpdir(), 'pdk-cluster-')));
    await chmod(cluster.folder, 0o711); // containers' own users go through it
    try {
      await cluster.#network();
      await cluster.up('m1');
      await cluster.incus('m1', ['admin', 'init', '--preseed'], FIRST);
      await cluster.incus('m1', ['config', 'set', 'cluster.offline_threshold', '11']);
      for (const name of ['m2', 'm3'] as const) await cluster.#join(name);
      const archive = await tinyImage(join(cluster.folder, 'image'));
      await cluster.incus('m1', ['image', 'import', archive, '--alias', 'tiny']);
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** The socket by which a member answers. */
  socket(name: MemberName): string {
    return join(this.#home(name), 'unix.socket');
  }

  #home(name: MemberName): string {
    return join(this.folder, name);
  }

  #space(name: string): string {
    return `${this.#prefix}-${name}`;
  }

  async #network(): Promise<void> {
    const hub = this.#space('hub');
    await run('ip', ['netns', 'add', hub]);
    await run('ip', ['-n', hub, 'link', 'add', 'br0', 'type', 'bridge']);
    await run('ip', ['-n', hub, 'link', 'set', 'br0', 'up']);
    for (const [index, name] of MEMBERS.entries()) {
      const space = this.#space(name);
      await run('ip', ['netns', 'add', space]);
      await run('ip', ['-n', hub, 'link', 'add', name, 'type', 'veth', 'peer', 'eth0', 'netns', space]);
      await run('ip', ['-n', hub, 'link', 'set', name, 'master', 'br0', 'up']);
      await run('ip', ['-n', space, 'link', 'set', 'lo', 'up']);
      await run('ip', ['-n', space, 'addr', 'add', `10.55.0.${index + 1}/24`, 'dev', 'eth0']);
      await run('ip', ['-n', space, 'link', 'set', 'eth0', 'up']);
    }
  }

  /** Starts a member, again where it was killed. */
  async up(name: MemberName): Promise<void> {
    const home = this.#home(name);
    await mkdir(home, { recursive: true, mode: 0o711 });
    const child = spawn(
      'ip',
      ['netns', 'exec', this.#space(name), INCUSD, `--logfile=${join(home, 'log')}`],
      {
        env: { ...process.env, INCUS_DIR: home },
        stdio: 'ignore',
        detached: true,
      },
    );
    this.#children.set(name, child);
    await this.incus(name, ['admin', 'waitready', '--timeout', '60']);
  }

  async #join(name: 'm2' | 'm3'): Promise<void> {
    const token =
      (await this.incus('m1', ['cluster', 'add', name, '--quiet'])).trim().split('\n').at(-1) ?? '';
    await this.up(name);
    await this.incus(name, ['admin', 'init', '--preseed'], joining(name, token));
  }

  /** SIGKILL: its instances run on. */
  async kill(name: MemberName): Promise<void> {
    const child = this.#children.get(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  /** Runs the `incus` command at a member, and answers with what it prints. */
  incus(name: MemberName, args: readonly string[], input = ''): Promise<string> {
    return new Promise((resolve, reject) => {
      const env = {
        ...process.env,
        INCUS_DIR: this.#home(name),
        INCUS_CONF: join(this.folder, `client-${name}`),
      };
      const command = ['netns', 'exec', this.#space(name), 'incus', ...args];
      const child = execFile('ip', command, { env }, (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      );
      child.stdin?.on('error', () => undefined); // it may have ended without reading any
      child.stdin?.end(input);
    });
  }

  async stop(): Promise<void> {
    const names = (await this.incus('m1', ['list', '-f', 'csv', '-c', 'n']).catch(() => ''))
      .split('\n')
      .filter(Boolean);
    if (names.length > 0) await this.incus('m1', ['delete', '--force', ...names]).catch(() => undefined);
    for (const name of MEMBERS) await this.kill(name);
    // What a dead member ran, runs on: it ends with its first process, a child of LXC's monitor.
    const { stdout } = await run('pgrep', ['-f', `lxc monitor. ${this.folder}`]).catch(() => ({
      stdout: '',
    }));
    for (const pid of stdout.split('\n').filter(Boolean))
      await run('pkill', ['-9', '-P', pid]).catch(() => undefined);
    for (const name of MEMBERS) {
      for (const mount of ['devices', 'shmounts', 'guestapi']) {
        await run('umount', ['-l', join(this.#home(name), mount)]).catch(() => undefined);
      }
    }
    for (const name of [...MEMBERS, 'hub'])
      await run('ip', ['netns', 'del', this.#space(name)]).catch(() => undefined);
    await rm(this.folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

const FIRST = `
config: { core.https_address: 10.55.0.1:8443 }
cluster: { server_name: m1, enabled: true }
storage_pools: [{ name: default, driver: dir }]
profiles: [{ name: default, devices: { root: { type: disk, path: /, pool: default } } }]
`;

function joining(name: 'm2' | 'm3', token: string): string {
  return `
cluster:
  enabled: true
  server_name: ${name}
  server_address: 10.55.0.${name === 'm2' ? 2 : 3}:8443
  cluster_token: ${token}
  member_config: [{ entity: storage-pool, name: default, key: source, value: "" }]
`;
}
