import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { archiveOf, CACHE, inWorkFolder, unpackPackage } from './initrd';
import { tinyLinux, type TinyLinux } from './tiny-linux';

const run = promisify(execFile);

/** What the guest is, as its agent tells it. */
export const INSIDE = {
  hostName: 'tiny-inside',
  system: 'Tiny Linux 1.0 (for tests)',
  address: '10.0.2.15',
  /** What the agent is heard to have powered it off with. */
  farewell: 'powered off by the agent',
} as const;

/** Brings up its card and starts the agent: `agent`, typed on its serial line. */
const AGENT = `#!/bin/sh
for module in failover net_failover virtio_net virtio_console; do insmod /more/$module.ko; done
hostname ${INSIDE.hostName}
ip address add ${INSIDE.address}/24 dev eth0 2>/dev/null && ip link set eth0 up
ip link set lo up
/usr/sbin/qemu-ga --method=virtio-serial --path=/dev/vport$(ls /sys/class/virtio-ports | sed -n 's/vport//p' | head -1) \\
  --daemonize --statedir=/run --pidfile=/run/agent.pid
`;
const SHUTDOWN = `#!/bin/sh
echo '${INSIDE.farewell}' >/dev/ttyS0
/bin/poweroff -f
`;

/** The tiny Linux with the distribution's own guest agent and the libraries that it needs; it is started by `agent`. */
export async function tinyLinuxWithAgent(): Promise<TinyLinux> {
  const { kernel, initrd } = await tinyLinux();
  const code = await readFile(fileURLToPath(import.meta.url));
  const made = `${initrd}-agent-${createHash('sha256').update(code).digest('hex').slice(0, 12)}`;
  if (existsSync(made)) return { kernel, initrd: made };
  const agent = await fetchedAgent();
  await inWorkFolder(async (work) => {
    const root = join(work, 'root');
    for (const folder of ['usr/sbin', 'sbin', 'bin', 'etc', 'run', 'tmp']) {
      await mkdir(join(root, folder), { recursive: true });
    }
    await copyFile(agent, join(root, 'usr/sbin/qemu-ga'));
    for (const library of await librariesOf(agent)) {
      await mkdir(join(root, dirname(library)), { recursive: true });
      await copyFile(library, join(root, library));
    }
    await writeFile(join(root, 'etc/os-release'), `ID=tiny\nNAME=Tiny\nPRETTY_NAME="${INSIDE.system}"\n`);
    await writeFile(join(root, 'bin/agent'), AGENT, { mode: 0o755 });
    await writeFile(join(root, 'sbin/shutdown'), SHUTDOWN, { mode: 0o755 });
    // Without it the agent sets no clock at all.
    await writeFile(join(root, 'sbin/hwclock'), '#!/bin/sh\nexec /bin/hwclock "$@"\n', { mode: 0o755 });
    const whole = join(work, 'initrd');
    await writeFile(whole, Buffer.concat([await readFile(initrd), await archiveOf(root)]));
    await rename(whole, made);
  });
  return { kernel, initrd: made };
}

async function fetchedAgent(): Promise<string> {
  const folder = join(CACHE, 'qemu-guest-agent');
  if (!existsSync(folder)) {
    await inWorkFolder(async (work) => {
      await unpackPackage('qemu-guest-agent', join(work, 'unpacked'));
      await rename(join(work, 'unpacked'), folder);
    });
  }
  return join(folder, 'usr/sbin/qemu-ga');
}

/** This computer's own: QEMU needs the very same. */
async function librariesOf(program: string): Promise<readonly string[]> {
  const { stdout } = await run('ldd', [program]);
  const missing = /^\s*(\S+) => not found/m.exec(stdout)?.[1];
  if (missing) throw new Error(`the guest agent needs ${missing}, which is not on this computer`);
  return [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path);
}
