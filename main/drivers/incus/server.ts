import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { PaddockError, toFailure } from '../../domains/failure';
import { InstanceSchema, ServerSchema, STATUS, type Instance } from './answers';
import { IncusClient, type Call } from './client';
import type { Endpoint } from './endpoint';
import { untrusted } from './errors';
import { Events } from './events';

/** How long a change is waited with, in ms: one act makes several events. */
const LOOK_MS = 50;
/** How old a list may be that is good enough to begin with, in ms. */
const LATELY_MS = 1_000;
/** How often a cluster is looked at without being told of a change, in ms: a member that dies says nothing. */
const CLUSTER_ROUND_MS = 10_000;
/** How often an instance that is between two states is asked for again, every 100 ms. */
const TRIES_MAX = 50;

export interface ServerOptions {
  /** The word by which it is known here. */
  readonly remote: string;
  readonly endpoint: Endpoint;
  /** The words of the places of machines that are at rest: what is missing of these is gone. */
  readonly settled: () => ReadonlySet<string>;
  /** All its instances, read anew. */
  readonly onAll: (all: readonly Instance[], asked: Asked) => void;
  /** One of which something was heard; null where there is none any more. */
  readonly onOne: (project: string, name: string, instance: Instance | null, asked: Asked) => void;
  /** It can be reached, or it can't any more. */
  readonly onFound: () => void;
  readonly onLost: (why: string) => void;
  readonly log: (message: string) => void;
}

/** When a server was asked about its instances, and what was known then: what came since need not be in the answer. */
export interface Asked {
  /** By `performance.now()`. */
  readonly at: number;
  /** The words of the places that were at rest then. */
  readonly settled: ReadonlySet<string>;
}

/** Which instance of a server a call is about. */
export interface InstanceName {
  readonly project: string;
  readonly instance: string;
}

/** What a server tells of itself. */
export interface ServerFacts {
  readonly version: string;
  readonly isClustered: boolean;
}

/** An Incus server, or the cluster that it is a member of: its instances are read, and followed by its events. */
export class Server {
  readonly remote: string;
  readonly client: IncusClient;
  #isThere = false;
  #events: Events | null = null;
  /** What is being asked about all instances. */
  #all: { readonly asked: Asked; readonly answer: Promise<readonly Instance[]> } | null = null;
  /** When Paddock changed something there last, and what was read last since then; in ms. */
  #changedAt = 0;
  #lately: { readonly all: readonly Instance[]; readonly at: number } | null = null;
  #looking: NodeJS.Timeout | null = null;
  #round: NodeJS.Timeout | null = null;
  /** The instances of which something was heard since they were read last; null where any may have changed. */
  #changed: Map<string, InstanceName> | null = new Map();
  #closed = false;
  /** Of its cluster, and which kinds of instance it can run, as it was asked last. */
  #members: readonly string[] = [];
  #drivers: readonly string[] = [];

  constructor(private readonly options: ServerOptions) {
    this.remote = options.remote;
    this.client = new IncusClient(options.endpoint);
  }

  /** Whether it answered when it was asked last. */
  get isThere(): boolean {
    return this.#isThere;
  }

  close(): void {
    this.#closed = true;
    this.#events?.close();
    if (this.#looking) clearTimeout(this.#looking);
    if (this.#round) clearInterval(this.#round);
    this.client.close();
  }

  /** Asks it for its version, and follows it from then on. Throws `connection-lost`, `not-trusted`. */
  async probe(): Promise<ServerFacts> {
    const { auth, environment } = await this.client
      .ask({ method: 'GET', path: '/1.0', doing: 'ask for its version' }, ServerSchema)
      .catch((error: unknown) => {
        this.#isThere = false;
        throw error;
      });
    this.#isThere = auth === 'trusted';
    if (!this.#isThere) throw untrusted();
    this.follow();
    const isClustered = environment?.server_clustered === true;
    this.#drivers = (environment?.driver ?? '').split('|').map((driver) => driver.trim());
    this.#members = isClustered ? await this.#namesBelow('/1.0/cluster/members') : [];
    if (isClustered && !this.#closed)
      this.#round ??= setInterval(() => this.lookSoon(), CLUSTER_ROUND_MS).unref();
    return { version: environment?.server_version ?? 'unknown', isClustered };
  }

  get members(): readonly string[] {
    return this.#members;
  }

  /** Whether it can run virtual machines: their driver is QEMU. */
  get runsVirtualMachines(): boolean {
    return this.#drivers.includes('qemu');
  }

  /** Throws `connection-lost`. */
  async projects(): Promise<readonly string[]> {
    return this.#namesBelow('/1.0/projects');
  }

  /** What a list without recursion tells: paths, the last part of each a name. */
  async #namesBelow(path: string): Promise<readonly string[]> {
    const paths = await this.client.ask({ method: 'GET', path, doing: `list ${path}` }, z.array(z.string()));
    return paths.map((one) => decodeURIComponent(one.split('/').at(-1) ?? one));
  }

  /** Notes that Paddock changed something there: what was read before is old. */
  noteChange(): void {
    this.#changedAt = performance.now();
    this.#lately = null;
  }

  /** Begins to listen to its events; a connection that can't be had is tried until it can. */
  follow(): void {
    if (this.#closed || this.#events) return;
    this.#events = new Events({
      client: this.client,
      onChange: (project, instance) => this.lookSoon({ project, instance }),
      onConnected: () => this.lookSoon(),
      onLost: (why) => {
        this.#isThere = false;
        this.options.onLost(why);
      },
    });
    this.#events.start();
  }

  /** Looks at one instance after a while, or at all of them, once for all that happens until then. */
  lookSoon(one?: InstanceName): void {
    if (this.#closed) return;
    if (one === undefined) this.#changed = null;
    else this.#changed?.set(`${one.project}/${one.instance}`, one);
    this.#looking ??= setTimeout(() => {
      this.#looking = null;
      const changed = this.#changed;
      this.#changed = new Map();
      void this.#look(changed === null ? null : [...changed.values()]);
    }, LOOK_MS);
  }

  /** Never throws. */
  async #look(changed: readonly InstanceName[] | null): Promise<void> {
    const { onAll, onOne, onFound, log } = this.options;
    try {
      const [one] = changed ?? [];
      if (one && changed?.length === 1) {
        const asked = this.#asked();
        const instance = await this.read(one).catch(nullWhereGone);
        if (!this.#closed) onOne(one.project, one.instance, instance, asked);
      } else {
        await this.#all?.answer.catch(() => undefined); // asked before what is looked for now, it need not tell of that
        const { asked, answer } = this.#list();
        const all = await answer;
        if (!this.#closed) onAll(all, asked);
      }
      if (this.#isThere || this.#closed) return;
      this.#isThere = true;
      onFound();
    } catch (error) {
      this.#changed = null; // what was to be looked at is among all
      log(`the instances of ${this.remote} can’t be read: ${toFailure(error).message}`);
    }
  }

  /** Every instance with its state: one question for all that ask at once. Throws `connection-lost`. */
  listed(): Promise<readonly Instance[]> {
    return this.#list().answer;
  }

  #list(): { readonly asked: Asked; readonly answer: Promise<readonly Instance[]> } {
    if (this.#all) return this.#all;
    const asked = this.#asked();
    const path = '/1.0/instances?recursion=2&all-projects=true';
    const answer = this.client
      .ask({ method: 'GET', path, doing: 'list the instances' }, z.array(InstanceSchema))
      .then((all) => {
        if (asked.at > this.#changedAt) this.#lately = { all, at: performance.now() };
        return all;
      })
      .finally(() => (this.#all = null));
    this.#all = { asked, answer };
    return this.#all;
  }

  #asked(): Asked {
    return { at: performance.now(), settled: this.options.settled() };
  }

  /**
   * The same, which may be a moment old: for the many that are looked at one after the other when Paddock starts. What changes
   * meanwhile is told by the events. Throws `connection-lost`.
   */
  async listedLately(): Promise<readonly Instance[]> {
    const isFresh = this.#lately !== null && performance.now() - this.#lately.at < LATELY_MS;
    return isFresh && this.#lately ? this.#lately.all : this.listed();
  }

  /** What an instance is doing now, once what passes is over. Throws `file-missing`, `connection-lost`. */
  async read(one: InstanceName): Promise<Instance> {
    const call = callTo('GET', one, 'read the instance', { query: { recursion: '1' } });
    for (let tries = 0; ; tries++) {
      try {
        const instance = await this.client.ask(call, InstanceSchema);
        if (!isPassing(instance) || tries >= TRIES_MAX) return instance;
      } catch (error) {
        // Between two states Incus may find no process or control group to read.
        const passes = error instanceof PaddockError && error.code === 'program-failed';
        if (!passes || tries >= TRIES_MAX) throw error;
      }
      await delay(100);
    }
  }
}

/** A call about an instance; `below` is a path below the instance's own. */
export function callTo(
  method: Call['method'],
  { project, instance }: InstanceName,
  doing: string,
  more: { below?: string; body?: unknown; query?: Readonly<Record<string, string>> } = {},
): Call {
  const query = new URLSearchParams({ project, ...more.query });
  const path = `/1.0/instances/${encodeURIComponent(instance)}${more.below ?? ''}?${query.toString()}`;
  return { method, path, doing, ...(more.body !== undefined && { body: more.body }) };
}

/** Whether an instance is between two states; what a member of a cluster can't tell stays so. */
export function isPassing({ status_code, location }: Instance): boolean {
  return PASSING.includes(status_code) || (status_code === STATUS.error && location === 'none');
}

/** For a `catch`: nothing where what was asked for is not there. */
export function nullWhereGone(error: unknown): null {
  if (error instanceof PaddockError && error.code === 'file-missing') return null;
  throw error;
}

const PASSING: readonly number[] = [
  STATUS.starting,
  STATUS.stopping,
  STATUS.aborting,
  STATUS.freezing,
  STATUS.pending,
];
