import { TestDriver } from '../../main/drivers/test/driver';
import { conformance } from './conformance';

const MIB = 1024 * 1024;
const request = { memory: 256 * MIB, cpus: 1, system: 'Debian 12', pace: 20, faults: [] };

conformance('the Test driver', 'keeps its machines in memory', () => ({
  driver: () => new TestDriver({ pace: 20 }),
  request,
  badRequests: [
    { request: { ...request, memory: 0 }, field: 'request.memory' },
    { request: { ...request, cpus: 1.5 }, field: 'request.cpus' },
    { request: {}, field: 'request.memory' },
  ],
  prompt: /root@[^ ]+:~# $|:~# /,
  bootMessage: /Linux version/,
  powerOff: 'poweroff',
  limit: 5_000,
  clear: async () => undefined,
}));
