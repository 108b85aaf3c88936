import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import type { Definition, DomainId } from '../../main/domains/definition';
import { writeDefinition } from '../../main/domains/definition-file';
import { DomainList } from '../../main/domains/domain-list';
import { EventStream, type DomainEvent } from '../../main/domains/events';
import { FileStore, MemoryStore, type DefinitionStore } from '../../main/domains/store';
import { definitionNamed } from '../../main/domains/testing';
import { measured } from './rows';

const MACHINES = 10_000;
const ROUNDS = 5;
const CALLERS = 8;
const CALLING_MS = 400;
const LONG_START_MS = 10_000;

const MeasuresSchema = z.object({
  /** Microseconds, each. */
  lookUp: z.number(),
  list: z.number(),
  add: z.number(),
  changeToEvent: z.number(),
  callersOnOne: z.number(),
  callersOnMany: z.number(),
  waitP99: z.number(),
  bytesEach: z.number(),
});
type Measures = z.infer<typeof MeasuresSchema>;

type List = DomainList<unknown, null>;

function definition(name: string): Definition {
  return { ...definitionNamed(name), driver: 'qemu', config: { memory: 131_072 * 1024, cpus: 1 } };
}

function newList(store: DefinitionStore): { readonly list: List; readonly events: EventStream<DomainEvent> } {
  const events = new EventStream<DomainEvent>(() => undefined);
  return { list: new DomainList<unknown, null>('bench', store, events), events };
}

const keep = (list: List, one: Definition): Promise<void> =>
  list.add(one, 'define', (machine) => machine.redefine(one));

async function micros(times: number, work: (at: number) => unknown): Promise<number> {
  const start = performance.now();
  for (let at = 0; at < times; at++) await work(at);
  return ((performance.now() - start) * 1000) / times;
}

/** Without an `await`, which would cost more than what is measured. */
function microsAtOnce(times: number, work: (at: number) => unknown): number {
  const start = performance.now();
  for (let at = 0; at < times; at++) work(at);
  return ((performance.now() - start) * 1000) / times;
}

function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** Microseconds a call, all callers together. */
async function callers(list: List, idOf: (at: number) => DomainId): Promise<number> {
  const until = performance.now() + CALLING_MS;
  let calls = 0;
  const call = async (caller: number): Promise<void> => {
    for (let at = caller; performance.now() < until; at += CALLERS, calls++) {
      await list.use(idOf(at), 'look', (machine) => machine.state);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, caller) => call(caller)));
  return (CALLING_MS * 1000) / calls;
}

/** The 99th percentile of a call's time, in microseconds, while one machine's start takes `startMs`. */
async function waitP99(list: List, ids: readonly DomainId[], startMs: number): Promise<number> {
  const [busy, ...others] = ids;
  if (!busy) return Number.NaN;
  let isStarting = true;
  const starting = list
    .use(busy, 'start', async (machine) => {
      const job = machine.beginJob('start', 'window');
      await machine.unlocked(() => new Promise((done) => setTimeout(done, startMs)));
      machine.endJob(job);
    })
    .finally(() => (isStarting = false));
  const took: number[] = [];
  for (let at = 0; isStarting; at++) {
    const id = others[at % others.length] as DomainId;
    const start = performance.now();
    await list.use(id, 'look', (machine) => machine.state);
    took.push((performance.now() - start) * 1000);
    await new Promise((next) => setImmediate(next));
  }
  await starting;
  return took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? Number.NaN;
}

async function measure(
  list: List,
  events: EventStream<DomainEvent>,
  ids: readonly DomainId[],
): Promise<Measures> {
  const idAt = (at: number): DomainId => ids[at % ids.length] as DomainId;
  const change = (at: number): Promise<void> =>
    list.use(idAt(at), 'change', (machine) =>
      machine.setState(machine.state === 'running' ? 'shutoff' : 'running'),
    );
  const lists: number[] = [];
  for (let at = 0; at < 20; at++) {
    await change(at); // what was listed before does not count
    lists.push(microsAtOnce(1, () => list.snapshots()));
  }
  const made = Array.from({ length: 200 }, (_, at) => definition(`new-${at}`));
  const add = await micros(made.length, (at) => keep(list, made[at] as Definition));
  for (const { id } of made) {
    await list.remove(id, 'undefine', () => undefined);
    await list.purge(id, 'purge', () => undefined);
  }
  const told: number[] = [];
  for (let at = 0; at < 100; at++) {
    const start = performance.now();
    const heard = new Promise<void>((resolve) => {
      const end = events.subscribe(() => {
        end();
        resolve();
      });
    });
    await Promise.all([change(at), heard]);
    told.push((performance.now() - start) * 1000);
  }
  return {
    lookUp: microsAtOnce(100_000, (at) => list.snapshot(idAt(at))),
    list: median(lists),
    add,
    changeToEvent: median(told),
    callersOnOne: await callers(list, () => idAt(0)),
    callersOnMany: await callers(list, idAt),
    waitP99: await waitP99(list, ids.slice(0, 100), 500),
    bytesEach: Number.NaN,
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** What a durable write costs without Paddock: write, sync, rename, sync of the folder, one after the other. */
async function bareWrites(folder: string, texts: readonly string[]): Promise<number> {
  return micros(texts.length, async (at) => {
    const file = await open(join(folder, `${at}.part`), 'w');
    await file.writeFile(texts[at] ?? '');
    await file.sync();
    await file.close();
    await rename(join(folder, `${at}.part`), join(folder, `${at}.json`));
    const directory = await open(folder);
    await directory.sync();
    await directory.close();
  });
}

async function durable(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-registry-'));
  try {
    const one: number[] = [];
    const bare: number[] = [];
    const batches: number[] = [];
    const batchOf = 200;
    for (let round = 0; round < ROUNDS; round++) {
      const made = Array.from({ length: batchOf }, (_, at) => definition(`machine-${at}`));
      const { list } = newList(
        new FileStore(join(folder, `one-${round}`), { checkConfig: (config) => config }),
      );
      one.push(await micros(batchOf, (at) => keep(list, made[at] as Definition)));
      bare.push(await bareWrites(folder, made.map(writeDefinition)));
    }
    const many = Array.from({ length: MACHINES }, (_, at) => definition(`machine-${at}`));
    const { list } = newList(new FileStore(join(folder, 'batch'), { checkConfig: (config) => config }));
    const start = performance.now();
    await Promise.all(many.map((each) => keep(list, each)));
    batches.push((performance.now() - start) / 1000);
    const bareSeconds = bare.map((each) => (each * MACHINES) / 1e6);
    measured('registry', 'add, durable, one by one', 'us', one, 'bare write, sync, rename, sync', bare);
    measured('registry', 'add 10,000 durable at once', 's', batches, 'the same, one by one', bareSeconds);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The registry with 10,000 machines, against libvirt's Test driver with as many. */
export async function registry(): Promise<void> {
  // The system's own Python: the package's module is there and nowhere else.
  const peer = spawn('/usr/bin/python3', ['test/bench/libvirt_registry.py', String(MACHINES)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
  const theirs = async (): Promise<Measures> => {
    peer.stdin.write('measure\n');
    const { value } = await answers.next();
    return MeasuresSchema.parse(JSON.parse(String(value)));
  };

  const before = usedHeap();
  const { list, events } = newList(new MemoryStore());
  const ids: DomainId[] = [];
  for (let at = 0; at < MACHINES; at++) {
    const one = definition(`machine-${at}`);
    ids.push(one.id);
    await keep(list, one);
  }
  list.snapshots();
  const bytesEach = (usedHeap() - before) / MACHINES;

  const ours: Measures[] = [];
  const peers: Measures[] = [];
  await measure(list, events, ids); // the first round compiles and does not count
  await theirs();
  for (let round = 0; round < ROUNDS; round++) {
    ours.push({ ...(await measure(list, events, ids)), bytesEach });
    peers.push(await theirs());
  }
  peer.stdin.end();
  await once(peer, 'close');
  const longWait = await waitP99(list, ids, LONG_START_MS);

  const beside = (name: string, unit: string, key: keyof Measures): void =>
    measured(
      'registry',
      name,
      unit,
      ours.map((round) => round[key]),
      'libvirt test',
      peers.map((round) => round[key]),
    );
  beside('look up', 'us', 'lookUp');
  beside('list after a change', 'us', 'list');
  beside('add, in memory', 'us', 'add');
  beside('change to event', 'us', 'changeToEvent');
  beside('8 callers on one, a call', 'us', 'callersOnOne');
  beside('8 callers on many, a call', 'us', 'callersOnMany');
  beside('wait beside starts, p99', 'us', 'waitP99');
  measured(
    'registry',
    'wait beside a start of 10 s, p99',
    'us',
    [longWait],
    'libvirt test, short starts',
    peers.map(({ waitP99: wait }) => wait),
  );
  beside('memory a machine', 'B', 'bytesEach');
  await durable();
}
