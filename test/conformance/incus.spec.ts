import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createIncusDriver } from '../../main/drivers/incus/driver';
import { IncusServer, whyNoIncus } from '../incus/server';
import { conformance, type Traits } from './conformance';

const MIB = 1024 * 1024;
const traits: Traits = {
  keeps: 'machines on disk',
  unable: ['save'],
  snapshots: 'of all machines, without memory',
  text: { kind: 'a shell' },
  display: 'none',
  absent: whyNoIncus(),
};

const request = { memory: 128 * MIB, cpus: 1, source: { kind: 'image', image: 'tiny' } };

let server: Promise<IncusServer> | null = null;
afterAll(async () => (await server)?.stop());

conformance('Incus', traits, async (folder) => {
  server ??= IncusServer.start();
  const { socket } = await server;
  return {
    driver: () => createIncusDriver({ socket, folder: join(folder, 'incus') }),
    request,
    badRequests: [
      { request: { ...request, memory: 1 }, field: 'request.memory' },
      { request: { ...request, cpus: 0 }, field: 'request.cpus' },
      { request: { ...request, source: { kind: 'image', image: '' } }, field: 'request.source.image' },
      {
        request: { ...request, source: { kind: 'download', server: 'http://plain', image: 'x' } },
        field: 'request.source.server',
      },
    ],
    prompt: /# (?:\P{L}\[6n)?$/u, // busybox asks the terminal where its cursor is
    powerOff: 'kill -USR2 1',
    limit: 20_000,
    leftOver: async () => (await server)?.names() ?? [],
    clear: async () => (await server)?.clear(),
  };
});
