import { TestDriver } from '../../main/drivers/test/driver';
import { conformance, type Traits } from './conformance';

const MIB = 1024 * 1024;
const request = { memory: 256 * MIB, cpus: 1, system: 'Debian 12', pace: 20, faults: [] };

const traits: Traits = {
  keeps: 'machines in memory',
  text: { kind: 'a line', boots: /Linux version/ },
  display: 'a screen',
};

conformance('the Test driver', traits, () => ({
  driver: () => new TestDriver({ pace: 20 }),
  request,
  badRequests: [
    { request: { ...request, memory: 0 }, field: 'request.memory' },
    { request: { ...request, cpus: 1.5 }, field: 'request.cpus' },
    { request: {}, field: 'request.memory' },
  ],
  prompt: /root@[^ ]+:~# $|:~# /,
  powerOff: 'poweroff',
  limit: 5_000,
  clear: async () => undefined,
}));
