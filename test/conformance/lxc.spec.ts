import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createLxcDriver } from '../../main/drivers/lxc/driver';
import { conformance, type Traits } from './conformance';

const MIB = 1024 * 1024;
const traits: Traits = {
  keeps: 'machines on disk',
  unable: ['save'],
  snapshots: 'of machines that are off',
  text: { kind: 'a shell' },
  display: 'none',
};

const request = { memory: 128 * MIB, cpus: 1, network: false, source: { kind: 'busybox' } };

/** Of an ordinary user's containers some files are those of the containers' own users. */
function clear(containers: string): void {
  if (process.getuid?.() === 0 || !existsSync(containers)) return;
  for (const name of readdirSync(containers)) {
    spawnSync('lxc-usernsexec', ['--', 'rm', '-rf', join(containers, name)]);
  }
}

conformance('LXC', traits, (folder) => {
  chmodSync(folder, 0o711); // an ordinary user’s containers have users of their own, who go through it
  return {
    driver: () => createLxcDriver({ folder: join(folder, 'lxc'), work: join(folder, 'work') }),
    request,
    badRequests: [
      { request: { ...request, memory: 1 }, field: 'request.memory' },
      { request: { ...request, cpus: 0 }, field: 'request.cpus' },
      {
        request: { ...request, source: { kind: 'archive', path: '/missing.tar' } },
        field: 'request.source.path',
      },
      {
        request: { ...request, source: { kind: 'debian', suite: '--variant=-' } },
        field: 'request.source.suite',
      },
    ],
    prompt: /\/ # (?:\P{L}\[6n)?$/u, // busybox asks the terminal where its cursor is
    powerOff: 'poweroff',
    limit: 20_000,
    leftOver: () => readdir(join(folder, 'lxc')),
    clear: async () => clear(join(folder, 'lxc')),
  };
});
