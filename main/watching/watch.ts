import { performance } from 'node:perf_hooks';
import type { DomainId } from '../domains/definition';
import type { DomainSnapshot } from '../domains/domain';
import { EventStream } from '../domains/events';
import { isActive } from '../domains/state';
import type { Hypervisor } from '../hypervisor/hypervisor';
import type { ShownUsage } from './audience';
import { History, type Series, type Span } from './history';
import { ratesBetween, type Rates, type Reading } from './rates';

/** How often a machine that is looked at alone is asked, in ms: a round. */
const ROUND_MS = 1_000;
/** How often those of a list are asked, all together: the window is still in between. */
const LISTED_EVERY = 3;
/** How often all that are active are asked, for their histories, and where they are very many. */
const ALL_EVERY = 15;
const MANY_EVERY = 300;
const MANY = 500;
/** How often where they are to be put in order by what they take; very many then as others else. */
const ORDERED_EVERY = 4;
const NOTHING: ShownUsage = { listed: new Set(), closely: new Set(), all: false };

/** What a machine takes now. */
export interface UsageNow {
  readonly id: DomainId;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly rates: Rates;
}

export interface WatchOptions {
  readonly hypervisor: Pick<Hypervisor, 'list' | 'those' | 'sample' | 'onMachine'>;
  readonly log: (message: string) => void;
}

/**
 * Asks what machines take of their hosts: one that is looked at alone each second, those of a list every few seconds, all
 * that are active a few times a minute, with one timer for all. Takes no lock.
 */
export class Watch {
  readonly #histories = new Map<DomainId, History>();
  readonly #readings = new Map<DomainId, Reading>();
  readonly #told: EventStream<readonly UsageNow[]>;
  #shown = NOTHING;
  /** Of those that are listed and active: what they take has been told, so that they can wait for the others. */
  readonly #hasNumbers = new Set<DomainId>();
  #timer: NodeJS.Timeout | null = null;
  #round = 0;
  #roundsSinceAll = ALL_EVERY;
  #activeCount = 0;
  #isAsking = false;
  readonly #unsubscribe: () => void;

  constructor(private readonly options: WatchOptions) {
    this.#told = new EventStream((error) => options.log(`a listener failed: ${String(error)}`));
    this.#unsubscribe = options.hypervisor.onMachine((event) => {
      if (event.kind !== 'removed') return;
      this.#histories.delete(event.id);
      this.#readings.delete(event.id);
      this.#hasNumbers.delete(event.id);
    });
  }

  /** Begins to ask: all at once, unless they are very many, who are not looked at yet. */
  start(): void {
    this.#activeCount = this.options.hypervisor.list().filter(({ state }) => isActive(state)).length;
    this.#timer ??= setInterval(() => void this.ask(), ROUND_MS);
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#unsubscribe();
  }

  /** Says which machines are looked at now. Those that are new are asked at once. */
  show(shown: ShownUsage): void {
    const before = this.#shown;
    this.#shown = shown;
    for (const id of this.#hasNumbers) if (!shown.listed.has(id)) this.#hasNumbers.delete(id);
    if (shown.all && !before.all) this.#roundsSinceAll = MANY_EVERY;
    if (!this.#timer) return;
    if (shown.all && !before.all) return void this.ask();
    const isNew = (id: DomainId): boolean => !before.listed.has(id) && !before.closely.has(id);
    const newcomers = new Set([...shown.listed, ...shown.closely].filter(isNew));
    if (newcomers.size > 0) void this.#ask(newcomers);
  }

  /** Whether a window shows what this machine takes. */
  isSeen(id: DomainId): boolean {
    return this.#shown.listed.has(id) || this.#shown.closely.has(id);
  }

  /** What machines that are looked at take; now and then all, where that is wanted. */
  onUsage(listener: (usage: readonly UsageNow[]) => void): () => void {
    return this.#told.subscribe(listener);
  }

  /** What is known of a machine's last hour or day. */
  history(id: DomainId, span: Span): Series {
    return (this.#histories.get(id) ?? new History()).read(span, Date.now());
  }

  /** One round: asks whose turn it is. Never throws. */
  async ask(): Promise<void> {
    const isListsTurn = this.#round++ % LISTED_EVERY === 0;
    const { listed, closely, all } = this.#shown;
    const isMany = this.#activeCount > MANY;
    const [few, many] = all ? [ORDERED_EVERY, ALL_EVERY] : [ALL_EVERY, MANY_EVERY];
    const isForAll = this.#roundsSinceAll >= (isMany ? many : few);
    this.#roundsSinceAll = isForAll ? 1 : this.#roundsSinceAll + 1;
    if (isForAll) return this.#ask(null);
    const due = [...listed].filter((id) => isListsTurn || !this.#hasNumbers.has(id));
    await this.#ask(new Set([...closely, ...due]));
  }

  /** Asks these, or all for null. Never two at once: a slow host is not asked faster than it answers. */
  async #ask(ids: ReadonlySet<DomainId> | null): Promise<void> {
    if (this.#isAsking || ids?.size === 0) return;
    this.#isAsking = true;
    try {
      const { hypervisor } = this.options;
      const asked = ids === null ? hypervisor.list() : hypervisor.those(ids);
      const active = asked.filter(({ state }) => isActive(state));
      if (ids === null) this.#activeCount = active.length;
      else for (const { id, state } of asked) if (!isActive(state)) this.#hasNumbers.delete(id);
      await this.#read(active, ids === null && this.#shown.all);
    } catch (error) {
      this.options.log(`usage: ${String(error)}`);
    }
    this.#isAsking = false;
  }

  async #read(machines: readonly DomainSnapshot[], isAllTold: boolean): Promise<void> {
    if (machines.length === 0) return;
    const sampled = await this.options.hypervisor.sample(machines);
    const [at, now] = [performance.now(), Date.now()];
    const told: UsageNow[] = [];
    for (const [id, usage] of sampled) {
      const reading = { at, usage };
      const before = this.#readings.get(id);
      const rates = ratesBetween(before, reading);
      this.#readings.set(id, reading);
      if (rates.cpu === null && rates.diskRead === null && rates.memory === null) continue;
      let history = this.#histories.get(id);
      if (!history) this.#histories.set(id, (history = new History()));
      history.add(now, rates);
      if (isAllTold || this.isSeen(id)) told.push({ id, at: now, rates });
      if (before && this.#shown.listed.has(id)) this.#hasNumbers.add(id);
    }
    if (told.length > 0) this.#told.emit(told);
  }
}
