import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { DomainId } from '../../main/domains/definition';
import type { Driver } from '../../main/drivers/driver';
import { createIncusDriver } from '../../main/drivers/incus/driver';
import { createLxcDriver } from '../../main/drivers/lxc/driver';
import { createOpenvzDriver } from '../../main/drivers/openvz/driver';
import { Hypervisor } from '../../main/hypervisor/hypervisor';
import { IncusServer, whyNoIncus } from '../incus/server';
import { OpenvzWorld, whyNoContainers } from '../openvz/world';
import { inTurn, measured } from './rows';

const run = promisify(execFile);
const MANY = 200;
const GROUP = 'containers';

/** LXC, OpenVZ and Incus: many listed, and one started, against their own programs; and what a large server takes of memory. */
export async function containers(): Promise<void> {
  await lxc();
  if (whyNoContainers() === null) await openvz();
  if (whyNoIncus() === null) await incus();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** From nothing to a list of all that there is, each with its state. */
async function listed(driver: Driver, count: number): Promise<void> {
  const definitions = mkdtempSync(join(tmpdir(), 'pdk-'));
  const hypervisor = new Hypervisor({ drivers: [driver], definitions, log: () => undefined });
  await (
    await hypervisor.open()
  ).attached;
  const found = hypervisor.list().filter(({ state }) => state !== 'unknown').length;
  await hypervisor.close();
  rmSync(definitions, { recursive: true });
  if (found !== count) throw new Error(`${found} machines instead of ${count}`);
}

/** How long one start takes of a machine that is forced off again each time. */
async function started(hypervisor: Hypervisor, id: DomainId): Promise<number> {
  // What the peer did just now has to be seen first.
  while (hypervisor.snapshot(id).state !== 'shutoff') await new Promise((resolve) => setTimeout(resolve, 10));
  const took = await timed(() => hypervisor.start(id, 'window'));
  await hypervisor.destroy(id, 'window');
  return took;
}

async function lxc(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'pdk-'));
  const folder = join(home, 'lxc');
  const driver = (): Driver => createLxcDriver({ folder, work: join(home, 'work') });
  const hypervisor = new Hypervisor({
    drivers: [driver()],
    definitions: join(home, 'definitions'),
    log: () => undefined,
  });
  try {
    await (
      await hypervisor.open()
    ).attached;
    await hypervisor.probe('lxc');
    const request = { memory: null, cpus: null, source: { kind: 'busybox' } };
    const id = await hypervisor.define('lxc', 'one', request, 'window');
    const at = ['-P', folder, '-n', 'one'];
    const start = await inTurn(
      9,
      () => started(hypervisor, id),
      async () => {
        const took = await timed(async () => {
          await run('lxc-start', [...at, '-d']);
          await run('lxc-wait', [...at, '-s', 'RUNNING']);
        });
        await run('lxc-stop', [...at, '-k']);
        return took;
      },
    );
    await hypervisor.close();
    for (let number = 1; number < MANY; number++) copyOf(folder, 'one', `many-${number}`);
    const list = await inTurn(
      5,
      () => timed(() => listed(driver(), MANY)),
      () => timed(() => run('lxc-ls', ['-P', folder, '-f'])),
    );
    measured(GROUP, 'LXC: start', 'ms', start.ours, 'lxc-start', start.theirs);
    measured(GROUP, `LXC: ${MANY} listed`, 'ms', list.ours, 'lxc-ls -f', list.theirs);
  } finally {
    await hypervisor.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** A container with next to nothing in it. */
function copyOf(folder: string, one: string, name: string): void {
  mkdirSync(join(folder, name, 'rootfs'), { recursive: true });
  cpSync(join(folder, one, 'config'), join(folder, name, 'config'));
  const config = readFileSync(join(folder, name, 'config'), 'utf8');
  writeFileSync(join(folder, name, 'config'), config.replaceAll(`/${one}/`, `/${name}/`));
}

/** Beside the programs that stand in for OpenVZ's: what is compared is how often, and for what, they are asked. */
async function openvz(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'pdk-'));
  const world = new OpenvzWorld(join(home, 'world'), 'openvz');
  const driver = (): Driver => createOpenvzDriver({ ...world.places, work: join(home, 'work') });
  try {
    world.vzctl('create', '101', '--ostemplate', 'tiny');
    for (let ctid = 102; ctid < 101 + MANY; ctid++) {
      mkdirSync(join(world.folder, 'vz/private', String(ctid)));
      writeFileSync(join(world.folder, 'etc/vz/conf', `${ctid}.conf`), world.confOf('101'));
    }
    const list = await inTurn(
      5,
      () => timed(() => listed(driver(), MANY)),
      () => timed(() => run(world.program('vzlist'), ['-j', '-a'])),
    );
    measured(GROUP, `OpenVZ: ${MANY} listed`, 'ms', list.ours, 'vzlist -j -a (stand-in)', list.theirs);
  } finally {
    world.clear();
    rmSync(home, { recursive: true, force: true });
  }
}

async function incus(): Promise<void> {
  const server = await IncusServer.start();
  const home = mkdtempSync(join(tmpdir(), 'pdk-'));
  const driver = (): Driver => createIncusDriver({ socket: server.socket, folder: join(home, 'incus') });
  const hypervisor = new Hypervisor({
    drivers: [driver()],
    definitions: join(home, 'definitions'),
    log: () => undefined,
  });
  try {
    await (
      await hypervisor.open()
    ).attached;
    await hypervisor.probe('incus');
    const request = { memory: null, cpus: null, source: { kind: 'image', image: 'tiny' } };
    const id = await hypervisor.define('incus', 'one', request, 'window');
    const start = await inTurn(
      9,
      () => started(hypervisor, id),
      async () => {
        const took = await timed(() => server.incus(['start', 'one']));
        await server.incus(['stop', '--force', 'one']);
        return took;
      },
    );
    await hypervisor.close();
    for (let number = 1; number < MANY; number++) await server.incus(['create', 'tiny', `many-${number}`]);
    const list = await inTurn(
      5,
      () => timed(() => listed(driver(), MANY)),
      () => timed(() => server.incus(['list', '-f', 'json'])),
    );
    const all = await server.incus(['query', '/1.0/instances?recursion=2&all-projects=true']);
    measured(GROUP, 'Incus: start', 'ms', start.ours, 'incus start', start.theirs);
    measured(GROUP, `Incus: ${MANY} listed`, 'ms', list.ours, 'incus list', list.theirs);
    await memoryOfMany(JSON.parse(all) as readonly object[], home);
  } finally {
    await hypervisor.close();
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** What a server with a thousand instances takes of the heap, beside the text in which it tells of them. */
async function memoryOfMany(instances: readonly object[], home: string): Promise<void> {
  const thousand = Array.from({ length: 1000 }, (_, number) => ({
    ...instances[number % instances.length],
    name: `instance-${number}`,
    config: { 'volatile.uuid': `00000000-0000-4000-8000-${String(number).padStart(12, '0')}` },
  }));
  const text = JSON.stringify({ type: 'sync', metadata: thousand });
  const facts = JSON.stringify({
    type: 'sync',
    metadata: { auth: 'trusted', environment: { server_version: '6.0' } },
  });
  const socket = join(home, 'many.socket');
  const server = createServer((request, response) => {
    response.end(request.url?.startsWith('/1.0/instances') ? text : facts);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = (): number => {
    collect();
    return process.memoryUsage().heapUsed / 1024 ** 2;
  };
  const before = used();
  const hypervisor = new Hypervisor({
    drivers: [createIncusDriver({ socket, folder: join(home, 'none') })],
    definitions: join(home, 'of-many'),
    log: () => undefined,
  });
  await (
    await hypervisor.open()
  ).attached;
  const taken = used() - before;
  if (hypervisor.list().length !== thousand.length) throw new Error('not all are listed');
  await hypervisor.close();
  server.close();
  measured(GROUP, 'Incus: memory of 1,000', 'MiB', [taken], 'their JSON', [text.length / 1024 ** 2]);
}
