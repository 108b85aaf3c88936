import { join } from 'node:path';
import { createQemuDriver } from '../../main/drivers/qemu/driver';
import { tinyLinux } from '../guests/tiny-linux';
import { conformance, type Traits } from './conformance';

const MIB = 1024 * 1024;

// The probe of the hardware takes seconds; made once, it serves all the tests.
const cache = join(import.meta.dirname, '..', '..', '.cache', 'conformance');

const traits: Traits = {
  keeps: 'machines on disk',
  text: { kind: 'a line', boots: /Linux version/ },
  display: 'a screen',
};

conformance('QEMU', traits, async (folder) => {
  const { kernel, initrd } = await tinyLinux();
  const request = {
    memory: 128 * MIB,
    cpus: 1,
    source: { kind: 'kernel', kernel, initrd, commandLine: 'console=ttyS0' },
    newDisk: 4 * MIB,
    network: false,
  };
  const source = (change: Record<string, string>): unknown => ({
    ...request,
    source: { ...request.source, ...change },
  });
  return {
    driver: () =>
      createQemuDriver({
        folders: {
          disks: join(folder, 'disks'),
          runtime: join(folder, 'run'),
          logs: join(folder, 'logs'),
          cache,
        },
      }),
    request,
    badRequests: [
      { request: { ...request, memory: 1 }, field: 'request.memory' },
      { request: { ...request, cpus: 0 }, field: 'request.cpus' },
      { request: source({ kernel: 'relative' }), field: 'request.source.kernel' },
      { request: source({ kernel: join(folder, 'missing') }), field: 'request.source.kernel' },
    ],
    prompt: /# (?:\P{L}\[6n)?$/u, // busybox asks the terminal where its cursor is
    powerOff: 'poweroff -f',
    limit: 30_000,
    clear: async () => undefined,
  };
});
