import { join } from 'node:path';
import { createOpenvzDriver } from '../../main/drivers/openvz/driver';
import type { OpenvzConfig } from '../../main/drivers/openvz/config';
import { OpenvzWorld, whyNoContainers } from '../openvz/world';
import { conformance, type Subject, type Traits } from './conformance';

const MIB = 1024 * 1024;
const request = { memory: 128 * MIB, cpus: 1, template: 'tiny' };

const common = {
  keeps: 'machines on disk',
  text: { kind: 'a shell' },
  display: 'none',
  absent: whyNoContainers(),
} as const;

function subject(folder: string, kernel: 'openvz' | 'plain', tools: 'vzctl' | 'prlctl' = 'vzctl'): Subject {
  const world = new OpenvzWorld(join(folder, 'world'), kernel);
  const places = tools === 'vzctl' ? world.places : world.places7;
  return {
    driver: () => createOpenvzDriver({ ...places, work: join(folder, 'work') }),
    request,
    badRequests: [
      { request: { ...request, memory: 1 }, field: 'request.memory' },
      { request: { ...request, cpus: 0 }, field: 'request.cpus' },
      { request: { ...request, template: 'none-such' }, field: 'request.template' },
      { request: { ...request, hostName: '$(reboot)' }, field: 'request.hostName' },
      { request: { ...request, addresses: ['10.0.0.1', 'all'] }, field: 'request.addresses.1' },
    ],
    prompt: /\/ # (?:\P{L}\[6n)?$/u, // busybox asks the terminal where its cursor is
    powerOff: 'poweroff',
    limit: 20_000,
    leftOver: async () => world.containers(),
    endBehindBack: async ({ definition }) => world.end((definition.config as OpenvzConfig).ctid),
    clear: async () => world.clear(),
  };
}

const plain: Traits = { ...common, unable: ['suspend', 'resume', 'save'], snapshots: 'of none' };
conformance('OpenVZ on a plain kernel', plain, (folder) => subject(folder, 'plain'));

const whole: Traits = { ...common, snapshots: 'of all machines' };
conformance('OpenVZ on its own kernel, in image files', whole, (folder) => subject(folder, 'openvz'));
conformance('OpenVZ 7, by prlctl', whole, (folder) => subject(folder, 'openvz', 'prlctl'));
