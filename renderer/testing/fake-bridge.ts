import type {
  CallAnswer,
  CallArgs,
  CallName,
  CallResult,
  DomainId,
  DriverView,
  EventName,
  EventPayload,
  Failure,
  MachineDetail,
  MachineRow,
  Operation,
  PaddockBridge,
  Settings,
} from '../../preload/contract';
import { DEFAULT_SETTINGS } from '../../preload/contract/default-settings';
import { fakeDisks } from './fake-disks';
import { fakeRemotes } from './fake-remotes';
import { fakePicture, fakeSnapshots } from './fake-snapshots';

/**
 * A bridge with a small world of its own behind it, for looking at the window without Electron and for its specs. Never
 * part of the app: only `testing/` imports it.
 */
export interface FakeWorld {
  readonly machines: MachineRow[];
  settings: Settings;
  drivers: DriverView[];
  readonly binned: MachineRow[];
  readonly broken: CallResult<'machines.list'>['broken'][number][];
  /** What a call answers instead, by its name. */
  readonly failures: Map<CallName, Failure>;
  /** Every call with its arguments, in order. */
  readonly asked: { readonly name: CallName; readonly args: unknown }[];
  emit<K extends EventName>(name: K, payload: EventPayload<K>): void;
  change(id: string, change: Partial<MachineRow>): void;
}

const GIB = 1024 ** 3;

export const FAKE_SETTINGS: Settings = { ...DEFAULT_SETTINGS, language: 'en' };

const encoder = new TextEncoder();

export function fakeId(number: number): DomainId {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}` as DomainId;
}

const SNAPSHOTS = ['snapshot-create', 'snapshot-revert', 'snapshot-delete'] as const;
const ALLOWED: Readonly<Record<MachineRow['state'], readonly Operation[]>> = {
  running: ['suspend', 'save', 'shutdown', 'destroy', 'reboot', 'reset', 'redefine', ...SNAPSHOTS],
  paused: ['resume', 'destroy', 'reset', 'redefine', ...SNAPSHOTS],
  shutoff: ['start', 'undefine', 'redefine', 'clone', ...SNAPSHOTS],
  saved: ['start', 'undefine'],
  crashed: ['start', 'undefine'],
  unknown: ['destroy'],
};

export function fakeRow(number: number, change: Partial<MachineRow> = {}): MachineRow {
  const state = change.state ?? 'shutoff';
  return {
    id: fakeId(number),
    driver: 'qemu',
    version: 1,
    name: `machine ${number}`,
    state,
    reason: null,
    since: Date.now() - number * 61_000,
    job: null,
    failure: null,
    tags: [],
    memoryBytes: 2 * GIB,
    cpus: 2,
    server: null,
    addresses: [],
    accelerator: state === 'running' ? 'tcg' : null,
    disposable: false,
    createdAt: new Date(Date.UTC(2026, 10, 1, 9, number)).toISOString(),
    allows: [...ALLOWED[state]],
    ...change,
  };
}

const NO_KVM = 'No hardware acceleration: /dev/kvm is not there. Guests are emulated, several times slower.';

export function demoWorld(): MachineRow[] {
  return [
    fakeRow(1, {
      name: 'web-1',
      state: 'running',
      addresses: ['10.0.2.15', 'fe80::5054:ff:fe12:3456'],
      tags: ['web', 'prod'],
    }),
    fakeRow(2, {
      name: 'web-2',
      state: 'running',
      addresses: ['10.0.2.16'],
      tags: ['web', 'prod', 'canary'],
      accelerator: 'kvm',
    }),
    fakeRow(3, {
      name: 'database',
      state: 'running',
      addresses: ['10.0.2.20'],
      tags: ['db', 'prod'],
      memoryBytes: 8 * GIB,
      cpus: 4,
      job: {
        id: 'j',
        operation: 'shutdown',
        by: 'window',
        since: Date.now() - 8000,
        step: 'Waiting for the guest to power off',
        progress: { done: 8000, total: 30000, unit: 'ms' },
        cancellable: true,
      },
    }),
    fakeRow(4, { name: 'Debian 12.5.0', tags: ['try'] }),
    fakeRow(5, {
      name: 'Windows 11',
      state: 'paused',
      reason: 'Paused by a person',
      memoryBytes: 8 * GIB,
      cpus: 4,
      addresses: ['192.168.122.40'],
    }),
    fakeRow(6, {
      name: 'build agent',
      state: 'crashed',
      reason: 'The process ended with signal 9',
      failure: {
        code: 'program-failed',
        message: 'QEMU ended while it ran.',
        cause: 'It was killed by the kernel, most likely because memory ran short.',
        next: 'Give the machine less memory or close other programs, then start it again.',
        remedy: { kind: 'retry' },
        detail: {
          command: ['qemu-system-x86_64', '-name', 'guest=build agent', '-m', '8192'],
          exitCode: null,
          signal: 'SIGKILL',
          output: 'qemu-system-x86_64: terminating on signal 9',
        },
      },
    }),
    fakeRow(7, { name: 'old laptop', state: 'saved' }),
    fakeRow(8, { name: 'nightly', state: 'unknown', reason: 'Its monitor does not answer', since: null }),
    fakeRow(9, {
      name: 'importing',
      job: {
        id: 'k',
        operation: 'define',
        by: 'window',
        since: Date.now() - 4000,
        step: 'Copying the disk',
        progress: { done: 1.2 * GIB, total: 4.4 * GIB, unit: 'bytes' },
        cancellable: true,
      },
      allows: [],
    }),
    fakeRow(10, {
      name: 'alpine router',
      driver: 'test',
      state: 'running',
      accelerator: null,
      memoryBytes: 128 * 1024 ** 2,
      cpus: 1,
      addresses: ['172.16.0.1'],
      tags: ['net'],
    }),
    fakeRow(11, { name: 'freebsd jail host', driver: 'test', tags: ['bsd'] }),
    fakeRow(12, {
      name: 'a machine with an exceedingly long name that nobody should give but somebody will',
      driver: 'test',
      state: 'running',
      accelerator: null,
      tags: ['long', 'names', 'happen'],
    }),
  ];
}

/** So many machines, in all states. */
export function manyMachines(count: number): MachineRow[] {
  const states = ['running', 'shutoff', 'shutoff', 'paused', 'saved', 'crashed', 'running'] as const;
  return Array.from({ length: count }, (_, number) =>
    fakeRow(number + 1, {
      name: `vm-${String(number + 1).padStart(5, '0')}`,
      state: states[number % states.length],
      addresses: number % 3 === 0 ? [`10.${number % 250}.${(number >> 8) % 250}.7`] : [],
      tags: number % 5 === 0 ? [`rack ${number % 12}`] : [],
    }),
  );
}

/** Nothing crosses as text here. */
interface FakeBridge extends PaddockBridge {
  call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallAnswer<K>>;
}

/** One machine's agent answers, another's is not there. */
function agentOf({ driver, state, name }: MachineRow): MachineDetail['agent'] {
  if (driver !== 'qemu' || state !== 'running') return null;
  if (name !== 'web-1') return { answers: false };
  return { answers: true, version: '7.2.17', system: 'Debian GNU/Linux 12 (bookworm)', hostName: 'web-1' };
}

/** Two linked copies stand on the disks of one machine. */
function neededBy({ name }: MachineRow): { name: string; inBin: boolean }[] {
  if (name !== 'Debian 12.5.0') return [];
  return [
    { name: 'web-1', inBin: false },
    { name: 'try-out', inBin: true },
  ];
}

export function fakeWorld(machines: MachineRow[]): FakeWorld & { readonly bridge: FakeBridge } {
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  let tokens = 0;
  const world: FakeWorld = {
    machines,
    settings: FAKE_SETTINGS,
    drivers: [
      {
        id: 'qemu',
        title: 'QEMU',
        creates: true,
        probe: {
          status: 'ready',
          version: '7.2.17',
          notes: [{ tone: 'warning', text: NO_KVM }],
        },
      },
      {
        id: 'test',
        title: 'Test driver',
        creates: true,
        probe: { status: 'ready', version: '0.1.0', notes: [] },
      },
      {
        id: 'lxc',
        title: 'LXC',
        creates: false,
        probe: {
          status: 'missing',
          why: 'lxc-ls was not found in any folder of the search path.',
          install: 'sudo apt install lxc',
        },
      },
      { id: 'incus', title: 'Incus', creates: false, probe: null },
    ],
    binned: [],
    broken: [],
    failures: new Map(),
    asked: [],
    emit: (name, payload) => listeners.get(name)?.forEach((listener) => listener(payload as never)),
    change: (id, change) => {
      const at = machines.findIndex((row) => row.id === id);
      const row = machines[at];
      if (!row) return;
      const state = change.state ?? row.state;
      const next = { ...row, ...change, version: row.version + 1, allows: [...ALLOWED[state]] };
      if (change.state) next.since = Date.now();
      machines[at] = next;
      world.emit('machines', { changed: [next], removed: [] });
    },
  };

  const find = (id: string): MachineRow => {
    const row = machines.find((one) => one.id === id);
    if (row) return row;
    throw { code: 'machine-not-found', message: 'There is no such machine.' } satisfies Failure;
  };
  const takeBinned = (id: string): MachineRow => {
    const at = world.binned.findIndex((one) => one.id === id);
    const [row] = at < 0 ? [] : world.binned.splice(at, 1);
    if (!row)
      throw { code: 'machine-not-found', message: 'This machine is not in the bin.' } satisfies Failure;
    world.emit('bin', { binned: world.binned.length });
    return row;
  };
  const become =
    (operation: Operation, state: MachineRow['state']) =>
    async ({ id }: { id: string }) => {
      find(id);
      world.change(id, {
        job: {
          id: `${operation}-${tokens++}`,
          operation,
          by: 'window',
          since: Date.now(),
          step: null,
          progress: null,
          cancellable: true,
        },
      });
      await new Promise((resolve) => setTimeout(resolve, 500));
      world.change(id, { job: null, state, accelerator: state === 'running' ? 'tcg' : null, failure: null });
    };

  /** Copies a disk for a second or two; throws where that is cancelled. */
  const make = async (id: DomainId): Promise<void> => {
    const total = 2.4 * GIB;
    const job = { id: `define-${tokens++}`, operation: 'define', by: 'window', since: Date.now() } as const;
    for (let part = 0; part < 16; part++) {
      const progress = { done: (total * part) / 16, total, unit: 'bytes' } as const;
      world.change(id, { job: { ...job, step: 'Copying the disk', progress, cancellable: true } });
      await new Promise((resolve) => setTimeout(resolve, 100));
      if (find(id).job?.id === job.id) continue;
      machines.splice(machines.indexOf(find(id)), 1);
      world.emit('machines', { changed: [], removed: [id] });
      throw { code: 'cancelled', message: 'The operation “define” was cancelled.' } satisfies Failure;
    }
  };

  const detail = (row: MachineRow): MachineDetail => ({
    ...row,
    description: row.name === 'web-1' ? 'Serves the shop.\nRebuilt each Monday.' : '',
    autostart: null,
    protected: false,
    pid: row.state === 'running' ? 41_232 : null,
    startedAt: row.state === 'running' ? row.since : null,
    agent: agentOf(row),
    permissions: Object.fromEntries(
      (
        ['start', 'suspend', 'resume', 'shutdown', 'destroy', 'reboot', 'reset', 'undefine', 'clone'] as const
      ).map((operation) => [
        operation,
        row.allows.includes(operation)
          ? { allowed: true }
          : { allowed: false, reason: `The machine is ${row.state === 'shutoff' ? 'off' : row.state}.` },
      ]),
    ),
    stoodOn: null,
    consoles:
      row.driver === 'qemu'
        ? [
            { id: 'vnc', kind: 'display', title: 'Display' },
            { id: 'serial0', kind: 'text', title: 'Serial 0' },
          ]
        : [{ id: 'shell', kind: 'text', title: 'Shell' }],
    actions: [],
    ...fakeSnapshots(row),
    editable:
      row.driver === 'qemu'
        ? {
            driver: 'qemu',
            hardware: {
              memory: row.memoryBytes ?? GIB,
              cpus: row.cpus ?? 1,
              slots: 12,
              fixed: { firmware: 'uefi', tpm: true, detached: [] },
              balloon: { target: null },
              processor: { model: null, maximum: 8, topology: null },
              bootOrder: [],
              disks: [
                {
                  id: 'disk0',
                  path: '/home/ada/.local/share/paddock/disks/disk0.qcow2',
                  newBytes: null,
                  bus: 'virtio',
                  cache: 'writeback',
                  discard: true,
                },
              ],
              cdroms: [{ id: 'cd0', path: '/home/ada/Downloads/debian.iso', bus: 'sata' }],
              networks: [
                {
                  id: 'net0',
                  mac: '52:54:00:12:34:56',
                  model: 'virtio',
                  link: true,
                  mode: 'user',
                  forwards: [{ protocol: 'tcp', hostPort: 2222, guestPort: 22 }],
                  bridge: null,
                },
              ],
              display: 'vga',
              resolution: null,
              sound: 'none',
              usb: { controller: 'auto', devices: [] },
              shares: [],
              rng: true,
              guestAgent: true,
              clipboard: true,
              serials: [{ id: 'serial0' }],
              extraArguments: [],
              commandLine: null,
            },
          }
        : { driver: 'test', hardware: { memory: row.memoryBytes ?? GIB, cpus: row.cpus ?? 1 } },
    startsHow: row.driver === 'qemu' ? ['normal', 'paused', 'disposable'] : ['normal'],
    live: ['disks[]', 'cdroms.cd0.path', 'networks[]', 'networks.net0.link', 'networks.net0.forwards'],
    pending: row.state === 'running' ? ['memory'] : [],
    differences: row.state === 'running' ? [{ path: 'memory', now: '1073741824', next: '2147483648' }] : [],
    definition: JSON.stringify(
      { format: 1, id: row.id, driver: row.driver, name: row.name, tags: row.tags },
      null,
      2,
    ),
  });

  const answers: { [K in CallName]: (args: CallArgs<K>) => Promise<CallResult<K>> | CallResult<K> } = {
    'app.info': () => ({
      version: '0.1.0',
      electron: '22.3.25',
      chrome: '108.0.5359.215',
      node: '16.17.1',
      platform: 'linux',
      sandboxed: false,
      hostMemoryBytes: 16 * GIB,
      hostCpus: 8,
    }),
    'app.quit': () => undefined,
    'settings.get': () => world.settings,
    'programs.look': ({ program, path }) => ({
      path: path ?? (program === 'qemuImg' ? '/usr/bin/qemu-img' : '/usr/bin/qemu-system-x86_64'),
      version: '7.2.17',
    }),
    'settings.set': (change) => {
      world.settings = { ...world.settings, ...change };
      world.emit('settings', world.settings);
      if (change.demo === true) {
        const added = demoWorld();
        machines.push(...added);
        world.emit('machines', { changed: added, removed: [] });
      } else if (change.demo === false) {
        const removed = machines.splice(0).map((row) => row.id);
        world.emit('machines', { changed: [], removed });
      }
      return world.settings;
    },
    'drivers.list': () => world.drivers,
    'drivers.probe': async () => {
      await new Promise((resolve) => setTimeout(resolve, 800));
      return world.drivers;
    },
    'machines.list': () => ({
      machines: [...machines],
      broken: [...world.broken],
      binned: world.binned.length,
    }),
    'machines.define': async ({ name, start, driver }) => {
      if (machines.some((row) => row.name === name)) {
        throw {
          code: 'name-taken',
          message: `There is a machine “${name}” already.`,
          next: `Choose another name, for example “${name} 2”.`,
          remedy: { kind: 'rename', suggestion: `${name} 2` },
          field: 'name',
        } satisfies Failure;
      }
      const row = fakeRow(1000 + machines.length, { name, driver, since: Date.now(), allows: [] });
      machines.push(row);
      await make(row.id);
      world.change(row.id, { job: null, state: start ? 'running' : 'shutoff' });
      return { id: row.id, startFailure: null };
    },
    'machines.freeName': ({ name }) => (machines.some((row) => row.name === name) ? `${name} 2` : name),
    'import.inspect': ({ path }) => ({
      kind: 'libvirt',
      name: path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, ''),
      memory: 4 * GIB,
      cpus: 2,
      disks: [{ title: 'web.qcow2', format: 'qcow2', bytes: 7.3 * GIB }],
      inPlace: { allowed: true },
      left: ['A shared folder is not taken over.', 'The network “default” becomes user networking.'],
    }),
    'import.run': ({ name }) => {
      const row = fakeRow(3000 + machines.length, { id: fakeId(3000 + machines.length), name });
      machines.push(row);
      world.emit('machines', { changed: [row], removed: [] });
      return { id: row.id };
    },
    'machine.detail': ({ id }) => detail(find(id)),
    'machine.start': become('start', 'running'),
    'machine.suspend': become('suspend', 'paused'),
    'machine.resume': become('resume', 'running'),
    'machine.save': become('save', 'saved'),
    'machine.shutdown': become('shutdown', 'shutoff'),
    'machine.destroy': become('destroy', 'shutoff'),
    'machine.reboot': become('reboot', 'running'),
    'machine.reset': become('reset', 'running'),
    'machine.undefine': ({ id }) => {
      const row = find(id);
      machines.splice(machines.indexOf(row), 1);
      world.binned.unshift(row);
      world.emit('machines', { changed: [], removed: [row.id] });
      world.emit('bin', { binned: world.binned.length });
    },
    'snapshot.create': () => undefined,
    'snapshot.revert': () => undefined,
    'snapshot.delete': () => undefined,
    'snapshot.rename': () => undefined,
    'snapshot.picture': () => fakePicture(),
    'disks.list': ({ id }) => fakeDisks(find(id)),
    'disk.create': () => undefined,
    'disk.resize': () => undefined,
    'disk.convert': () => undefined,
    'disk.compact': () => undefined,
    'disk.check': () => ({ verdict: 'leaky', corruptions: 0, leaks: 12, mended: 0 }),
    'disk.repair': () => ({ verdict: 'sound', corruptions: 0, leaks: 0, mended: 12 }),
    'disk.flatten': () => undefined,
    'disk.rebase': () => undefined,
    'disk.export': () => undefined,
    'machine.redefine': ({ id, name, tags, editable }) =>
      world.change(id, {
        ...(name !== undefined && { name }),
        ...(tags && { tags: [...tags] }),
        ...(editable && { memoryBytes: editable.hardware.memory, cpus: editable.hardware.cpus }),
      }),
    'machine.checkDefinition': () => [],
    'machine.redefineAs': () => undefined,
    'drivers.requestChoices': () => null,
    'remotes.list': () => fakeRemotes(),
    'remotes.look': () => ({ address: 'lab:8443', fingerprint: 'ab'.repeat(32) }),
    'remotes.add': () => undefined,
    'remotes.remove': () => undefined,
    'remotes.evacuate': () => undefined,
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
      const row = fakeRow(2000 + machines.length, { ...find(id), id: fakeId(2000 + machines.length), name });
      machines.push(row);
      world.emit('machines', { changed: [row], removed: [] });
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
      const row = takeBinned(id);
      machines.push(row);
      world.emit('machines', { changed: [row], removed: [] });
      return { name: row.name };
    },
    'bin.purge': ({ id }) => void takeBinned(id),
    'bin.empty': () => {
      for (const { id } of [...world.binned]) takeBinned(id);
      return { failed: [] };
    },
    'operations.list': () => [],
    'busy.inspect': () => ({
      lists: [],
      machines: machines
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
    'machine.cancel': ({ id }) => world.change(id, { job: null }),
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
    'machine.act': () => null,
    'machine.belongings': ({ id }) => [
      {
        path: '/home/ada/.local/share/paddock/disks/web-1/disk0.qcow2',
        bytes: 3.4 * GIB,
        neededBy: neededBy(find(id)),
      },
    ],
    'machine.commandLine': ({ id }) =>
      find(id).driver === 'test'
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
    'file.pick': ({ purpose }) =>
      `/home/ada/Downloads/debian-12.5.0-amd64-netinst.${purpose === 'disk' ? 'qcow2' : 'iso'}`,
    'file.inspect': ({ path }) =>
      path.endsWith('.iso')
        ? { kind: 'iso', path, bytes: 629 * 1024 ** 2, label: 'Debian 12.5.0 amd64 n', system: null }
        : path.includes('vmlinuz')
          ? { kind: 'kernel', path, bytes: 8 * 1024 ** 2 }
          : path.endsWith('.qcow2')
            ? { kind: 'disk', path, bytes: 2 * GIB, format: 'qcow2', system: null }
            : { kind: 'other', path, bytes: 4 * 1024 ** 2 },
    'file.reveal': () => undefined,
    'host.sshKeys': () => [{ name: 'id_ed25519.pub', key: 'ssh-ed25519 AAAAC3Nz ada@desk' }],
    'file.save': () => null,
    'file.place': ({ name }) => `/home/ada/${name}`,
    'detached.list': () => [],
    'diagnostics.report': () => '# Paddock\n\n## Versions\n\n- Paddock: 0.1.0\n',
    'bookmark.keep': () => undefined,
    'bookmark.take': () => null,
    'detached.show': () => undefined,
    'detached.close': () => undefined,
    'clipboard.write': () => undefined,
    'clipboard.read': () => 'pasted',
    'console.open': ({ id, console }) => {
      find(id);
      const token = `token-${tokens++}`;
      const { port1, port2 } = new MessageChannel();
      window.postMessage({ paddockPort: token }, window.location.origin, [port2]);
      if (console !== 'vnc') {
        const say = (type: 'history' | 'data', text: string): void =>
          port1.postMessage({ type, bytes: encoder.encode(text) });
        say(
          'history',
          '\x1b[32mDebian GNU/Linux 12\x1b[0m web-1 ttyS0\r\n\r\nweb-1 login: root\r\n\x1b[1;34mroot@web-1\x1b[0m:~# ',
        );
        port1.onmessage = ({ data }) => {
          if (data.type !== 'data') return;
          const text = new TextDecoder().decode(data.bytes).replace('\r', '\r\nsh: no such command\r\n# ');
          say('data', text);
        };
      }
      return { token };
    },
  };

  const bridge: FakeBridge = {
    call: async <K extends CallName>(name: K, args: CallArgs<K>): Promise<CallAnswer<K>> => {
      world.asked.push({ name, args: structuredClone(args) }); // as on the real way: what can't be cloned throws
      const failure = world.failures.get(name);
      if (failure) return { ok: false, failure };
      try {
        return { ok: true, value: structuredClone(await answers[name](args)) };
      } catch (thrown) {
        return { ok: false, failure: thrown as Failure };
      }
    },
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener as (payload: never) => void);
      return () => set.delete(listener as (payload: never) => void);
    },
    pathOf: (file) => `/home/ada/Downloads/${file.name}`,
  };
  return Object.assign(world, { bridge });
}
