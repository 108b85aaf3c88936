import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import type { DomainId } from '../../main/domains/definition';
import { READY, tinyLinux } from '../guests/tiny-linux';
import { clear, newHome, openWorld, tinyRequest, type World } from '../qemu/harness';
import { domainXml, Libvirt } from './libvirt';
import { memoryMib } from './processes';
import { inTurn, measured } from './rows';

const MIB = 1024 * 1024;
const ROUNDS = 5;
const MANY = 20;
const PEER = 'virsh';
const COMMAND_LINE = 'console=ttyS0 quiet';
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** What is measured of one machine's life, in ms. */
const STEPS = [
  'call to running',
  'suspend and resume',
  'save',
  'restore',
  'snapshot create',
  'snapshot revert',
  'destroy',
] as const;
type Step = (typeof STEPS)[number];
type Life = Readonly<Record<Step, () => Promise<unknown>>>;

async function took(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function userland(log: string): Promise<void> {
  for (;;) {
    try {
      if (readFileSync(log, 'utf8').includes(READY)) return;
    } catch {
      // not made yet
    }
    await pause(20);
  }
}

/** Lives a machine's life once; what each step took is added to `found`. */
async function live(life: Life, log: string, found: Map<Step, number[]> | null): Promise<void> {
  for (const step of STEPS) {
    const ms = await took(life[step]);
    if (step === 'call to running') await userland(log); // the rest is done to a guest that is up
    found?.set(step, [...(found.get(step) ?? []), ms]);
  }
}

/** Paddock's QEMU driver beside libvirt's: the same guest, each step in turn. */
export async function qemuBesideLibvirt(): Promise<void> {
  const home = newHome();
  const folder = mkdtempSync(join(tmpdir(), 'pdk-lv-'));
  const world = await openWorld(home);
  const libvirt = new Libvirt(folder);
  try {
    const pid = await libvirt.start();
    await libvirt.lists(0);
    await oneMachine(world, libvirt, folder);
    await manyMachines(world, libvirt, folder, pid);
  } finally {
    await libvirt.close();
    await world.close();
    clear(home);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function oneMachine(world: World, libvirt: Libvirt, folder: string): Promise<void> {
  const { hypervisor } = world;
  const request = await tinyRequest({ newDisk: 64 * MIB });
  const id = await hypervisor.define('qemu', 'bench', request, 'command line');
  const log = join(world.home, 'logs', id, 'serial0.serial.log');
  const ours: Life = {
    'call to running': () => hypervisor.start(id, 'command line'),
    'suspend and resume': async () => {
      await hypervisor.suspend(id, 'command line');
      await hypervisor.resume(id, 'command line');
    },
    save: () => hypervisor.save(id, 'command line'),
    restore: () => hypervisor.start(id, 'command line'),
    'snapshot create': () => hypervisor.snapshots.take(id, 'bench', '', 'command line'),
    'snapshot revert': () => hypervisor.snapshots.revert(id, snapshotOf(world, id), 'command line'),
    destroy: () => hypervisor.destroy(id, 'command line'),
  };

  const disk = join(folder, 'disk.qcow2');
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-o', 'compat=1.1', disk, '64M']);
  const [theirLog, saved] = [join(folder, 'serial.log'), join(folder, 'saved')];
  const { kernel, initrd } = await tinyLinux();
  const linux = { kernel, initrd, commandLine: COMMAND_LINE };
  const theirs: Life = {
    'call to running': () => libvirt.virsh('start', 'bench'),
    'suspend and resume': async () => {
      await libvirt.virsh('suspend', 'bench');
      await libvirt.virsh('resume', 'bench');
    },
    save: () => libvirt.virsh('save', 'bench', saved),
    restore: () => libvirt.virsh('restore', saved),
    'snapshot create': () => libvirt.virsh('snapshot-create-as', 'bench', 'one'),
    'snapshot revert': () => libvirt.virsh('snapshot-revert', 'bench', 'one'),
    destroy: () => libvirt.virsh('destroy', 'bench'),
  };

  const found = { ours: new Map<Step, number[]>(), theirs: new Map<Step, number[]>() };
  for (let round = 0; round <= ROUNDS; round++) {
    const counts = round > 0; // the first warms caches
    await live(ours, log, counts ? found.ours : null);
    await hypervisor.snapshots.delete(id, snapshotOf(world, id), 'command line');
    if (round === 0) {
      const { presence } = world.state(id);
      const accelerator = presence?.accelerator ?? 'tcg';
      const machine = { name: 'bench', accelerator, memoryMib: 128, linux, disk, log: theirLog };
      await define(libvirt, folder, domainXml(machine));
    }
    rmSync(theirLog, { force: true });
    await live(theirs, theirLog, counts ? found.theirs : null);
    await libvirt.virsh('snapshot-delete', 'bench', 'one');
  }
  for (const step of STEPS)
    measured('qemu', step, 'ms', found.ours.get(step) ?? [], PEER, found.theirs.get(step) ?? []);
}

function snapshotOf(world: World, id: DomainId): string {
  return world.state(id).definition.snapshots[0]?.id ?? '';
}

async function define(libvirt: Libvirt, folder: string, xml: string): Promise<void> {
  const file = join(folder, 'domain.xml');
  writeFileSync(file, xml);
  await libvirt.virsh('define', file);
}

/** Machines that find nothing to start from, and so are idle at once. */
async function manyMachines(world: World, libvirt: Libvirt, folder: string, pid: number): Promise<void> {
  const { hypervisor, home } = world;
  const request = await tinyRequest({ source: { kind: 'none' }, newDisk: 8 * MIB });
  const ids: DomainId[] = [];
  for (let number = 0; number < MANY; number++) {
    const id = await hypervisor.define('qemu', `many-${number}`, request, 'command line');
    await hypervisor.start(id, 'command line');
    ids.push(id);
    const disk = join(folder, `many-${number}.qcow2`);
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '8M']);
    const accelerator = world.state(id).presence?.accelerator ?? 'tcg';
    const log = join(folder, `many-${number}.log`);
    const machine = { name: `many-${number}`, accelerator, memoryMib: 128, linux: null, disk, log };
    await define(libvirt, folder, domainXml(machine));
    await libvirt.virsh('start', `many-${number}`);
  }
  const stats = await inTurn(
    ROUNDS,
    () => took(() => hypervisor.sample(ids.map((id) => hypervisor.snapshot(id)))),
    () => took(() => libvirt.virsh('domstats')),
  );

  await hypervisor.close(); // the machines run on, for those that find them again
  const managers = { ours: await manager(home), theirs: pid };
  await pause(3_000); // what is compiled at a first start is kept
  const found = await inTurn(
    ROUNDS,
    async () => {
      managers.ours.kill('SIGKILL');
      await once(managers.ours, 'exit');
      return took(async () => (managers.ours = await manager(home)));
    },
    async () => {
      await libvirt.kill();
      return took(async () => {
        managers.theirs = await libvirt.start();
        await libvirt.lists(MANY);
      });
    },
  );
  await pause(3_000); // what they did at their start has settled
  const [memory, theirMemory] = [memoryMib(managers.ours.pid ?? 0), memoryMib(managers.theirs)];
  managers.ours.kill('SIGKILL');
  measured('qemu', `stats of ${MANY} running`, 'ms', stats.ours, 'virsh domstats', stats.theirs);
  measured('qemu', `${MANY} found again after kill -9`, 'ms', found.ours, 'libvirtd', found.theirs);
  measured('qemu', `manager with ${MANY} running, no window`, 'MiB', [memory], 'libvirtd', [theirMemory]);
}

let program: Promise<string> | null = null;

/** Starts what follows the machines of a home folder, and answers once it knows all of them to run. */
async function manager(home: string): Promise<ChildProcess> {
  program ??= builtManager();
  // The certificates of a network that has its own are read by Node at each start, and by no app.
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: undefined };
  const child = spawn(process.execPath, [await program, home], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  if (Number(said) !== MANY) throw new Error(`it found ${said.toString().trim()} of ${MANY} machines`);
  return child;
}

/** As the app's main process is built: read and compiled in the same way. */
async function builtManager(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'pdk-manager-'));
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir,
      target: 'node16',
      minify: false,
      rollupOptions: {
        input: { entry: resolve('test/bench/manager-entry.ts'), manager: resolve('test/bench/manager.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
    ssr: { noExternal: true },
  });
  return join(outDir, 'entry.cjs');
}
