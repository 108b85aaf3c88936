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

conformance('LXC', traits, (folder) => ({
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
  clear: async () => undefined,
}));
