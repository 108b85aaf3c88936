import type { Failure } from '../../preload/contract';
import type { Answers } from './fake-answers';
import { fakeDetail, neededBy } from './fake-detail';
import { fakeId, fakeRow } from './fake-rows';
import { become, make } from './fake-work';
import type { Inhabited } from './fake-world';

const GIB = 1024 ** 3;

/** What is answered about machines, in the list and in the bin. */
export const machineAnswers = (world: Inhabited) =>
  ({
    'machines.list': () => ({
      machines: [...world.machines],
      broken: [...world.broken],
      binned: world.binned.length,
    }),
    'machines.define': async ({ name, start, driver }) => {
      if (world.machines.some((row) => row.name === name)) {
        throw {
          code: 'name-taken',
          message: `There is a machine “${name}” already.`,
          next: `Choose another name, for example “${name} 2”.`,
          remedy: { kind: 'rename', suggestion: `${name} 2` },
          field: 'name',
        } satisfies Failure;
      }
      const row = fakeRow(1000 + world.machines.length, { name, driver, since: Date.now(), allows: [] });
      world.machines.push(row);
      await make(world, row.id);
      world.change(row.id, { job: null, state: start ? 'running' : 'shutoff' });
      return { id: row.id, startFailure: null };
    },
    'machines.freeName': ({ name }) => (world.machines.some((row) => row.name === name) ? `${name} 2` : name),
    'import.inspect': ({ path }) => ({
      kind: 'libvirt',
      name: path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, ''),
      memory: 4 * GIB,
      cpus: 2,
      disks: [{ title: 'web.qcow2', format: 'qcow2', bytes: 7.3 * GIB }],
      lost: path.includes('lost') ? [{ disk: '/var/lib/libvirt/images/data.qcow2', base: null }] : [],
      inPlace: { allowed: true },
      left: ['A shared folder is not taken over.', 'The network “default” becomes user networking.'],
    }),
    'import.run': ({ name }) => {
      const row = fakeRow(3000 + world.machines.length, { id: fakeId(3000 + world.machines.length), name });
      world.add(row);
      return { id: row.id };
    },
    'machine.detail': ({ id }) => fakeDetail(world.find(id)),
    'machine.start': become(world, 'start', 'running'),
    'machine.suspend': become(world, 'suspend', 'paused'),
    'machine.resume': become(world, 'resume', 'running'),
    'machine.save': become(world, 'save', 'saved'),
    'machine.shutdown': become(world, 'shutdown', 'shutoff'),
    'machine.destroy': become(world, 'destroy', 'shutoff'),
    'machine.reboot': become(world, 'reboot', 'running'),
    'machine.reset': become(world, 'reset', 'running'),
    'machine.undefine': ({ id }) => {
      world.binned.unshift(world.remove(id));
      world.emit('bin', { binned: world.binned.length });
    },
    'machine.redefine': ({ id, name, tags, editable }) =>
      world.change(id, {
        ...(name !== undefined && { name }),
        ...(tags && { tags: [...tags] }),
        ...(editable && { memoryBytes: editable.hardware.memory, cpus: editable.hardware.cpus }),
      }),
    'machine.checkDefinition': () => [],
    'machine.redefineAs': () => undefined,
    'machine.hardwareChoices': () => ({
      driver: 'qemu',
      choices: {
        models: ['Haswell', 'Skylake-Client', 'qemu64'],
        displays: ['vga', 'virtio', 'none'],
        bridges: ['br0'],
        usb: [{ vendor: 0x0951, product: 0x1666, title: 'Kingston DataTraveler', usable: true }],
        passt: true,
        virtiofs: false,
      },
    }),
    'machine.clone': ({ id, name }) => {
      const row = fakeRow(2000 + world.machines.length, {
        ...world.find(id),
        id: fakeId(2000 + world.machines.length),
        name,
      });
      world.add(row);
      return { id: row.id };
    },
    'bin.list': () =>
      world.binned.map((row, at) => ({
        id: row.id,
        driver: row.driver,
        name: row.name,
        neededBy: neededBy(row),
        binnedAt: Date.now() - at * 86_400_000,
        goesAt: Date.now() + (30 - at) * 86_400_000,
        bytes: 3.4 * GIB,
      })),
    'bin.recover': ({ id }) => {
      const row = world.takeBinned(id);
      world.add(row);
      return { name: row.name };
    },
    'bin.purge': ({ id }) => void world.takeBinned(id),
    'bin.empty': () => {
      for (const { id } of [...world.binned]) world.takeBinned(id);
      return { failed: [] };
    },
    'machine.cancel': ({ id }) => world.change(id, { job: null }),
    'machine.act': () => null,
    'machine.belongings': ({ id }) => [
      {
        path: '/home/ada/.local/share/paddock/disks/web-1/disk0.qcow2',
        bytes: 3.4 * GIB,
        neededBy: neededBy(world.find(id)),
      },
    ],
    'machine.commandLine': ({ id }) =>
      world.find(id).driver === 'test'
        ? null
        : [
            'qemu-system-x86_64',
            '-name',
            'guest=web-1,debug-threads=on',
            '-machine',
            'pc-q35-7.2,accel=tcg',
            '-m',
            '2048',
            '-smp',
            '2',
            '-nodefaults',
            '-append',
            "console=ttyS0 it's",
          ],
    'machine.dismissFailure': ({ id }) => world.change(id, { failure: null }),
    'operations.list': () => [],
    'busy.inspect': () => ({
      lists: [],
      machines: world.machines
        .filter(({ job }) => job)
        .map(({ id, name, job }) => ({
          id,
          name,
          jobs: job ? [job] : [],
          holder: null,
          queue: [],
          waitingForJobs: ['destroy'],
        })),
    }),
    'watch.show': () => undefined,
    'usage.history': () => ({
      at: [],
      cpu: [],
      memory: [],
      diskRead: [],
      diskWritten: [],
      netReceived: [],
      netSent: [],
    }),
  }) satisfies Partial<Answers>;
