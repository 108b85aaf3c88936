import { performance } from 'node:perf_hooks';
import type { DomainId } from '../domains/definition';
import type { DomainSnapshot } from '../domains/domain';
import { EventStream } from '../domains/events';
import { isActive } from '../domains/state';
import type { Hypervisor } from '../hypervisor/hypervisor';
import { History, type Series, type Span } from './history';
import { ratesBetween, type Rates, type Reading } from './rates';

/** How often machines that are looked at are asked, in ms. */
const SEEN_MS = 1_000;
/** How often all that are active are asked, for their histories: every so many rounds. */
const ALL_EVERY = 15;
/** How often where they are to be put in order by what they take, unless they are very many. */
const ORDERED_EVERY = 4;
const MANY = 500;

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
 * Asks what machines take of their hosts: those that are looked at each second, all that are active a few times a minute,
 * with one timer for all. Takes no lock.
 */
export class Watch {
  readonly #histories = new Map<DomainId, History>();
  readonly #readings = new Map<DomainId, Reading>();
  readonly #told: EventStream<readonly UsageNow[]>;
  #seen: ReadonlySet<DomainId> = new Set();
  #timer: NodeJS.Timeout | null = null;
  #isAllWanted = false;
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
    });
  }

  /** Begins to ask. */
  start(): void {
    this.#timer ??= setInterval(() => void this.ask(), SEEN_MS);
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#unsubscribe();
  }

  /**
   * Says which machines are looked at now. Those that are new are asked at once. `isAllWanted`: all that are active are
   * told of every few seconds as well.
   */
  show(ids: ReadonlySet<DomainId>, isAllWanted = false): void {
    const isMore = [...ids].some((id) => !this.#seen.has(id)) || (isAllWanted && !this.#isAllWanted);
    if (isAllWanted && !this.#isAllWanted) this.#roundsSinceAll = ALL_EVERY;
    this.#isAllWanted = isAllWanted;
    this.#seen = ids;
    if (isMore && this.#timer) void this.ask();
  }

  /** What machines that are looked at take, each second; now and then all, where that is wanted. */
  onUsage(listener: (usage: readonly UsageNow[]) => void): () => void {
    return this.#told.subscribe(listener);
  }

  /** What is known of a machine's last hour or day. */
  history(id: DomainId, span: Span): Series {
    return (this.#histories.get(id) ?? new History()).read(span, Date.now());
  }

  /** One round: asks whose turn it is. Never throws, and never two at once: a slow host is not asked faster than it answers. */
  async ask(): Promise<void> {
    if (this.#isAsking) return;
    const isOften = this.#isAllWanted && this.#activeCount <= MANY;
    const isForAll = this.#roundsSinceAll >= (isOften ? ORDERED_EVERY : ALL_EVERY);
    this.#roundsSinceAll = isForAll ? 1 : this.#roundsSinceAll + 1;
    if (!isForAll && this.#seen.size === 0) return;
    this.#isAsking = true;
    try {
      const { hypervisor } = this.options;
      const asked = isForAll ? hypervisor.list() : hypervisor.those(this.#seen);
      const active = asked.filter(({ state }) => isActive(state));
      if (isForAll) this.#activeCount = active.length;
      await this.#read(active, isForAll && this.#isAllWanted);
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
      const rates = ratesBetween(this.#readings.get(id), reading);
      this.#readings.set(id, reading);
      if (rates.cpu === null && rates.diskRead === null && rates.memory === null) continue;
      let history = this.#histories.get(id);
      if (!history) this.#histories.set(id, (history = new History()));
      history.add(now, rates);
      if (isAllTold || this.#seen.has(id)) told.push({ id, at: now, rates });
    }
    if (told.length > 0) this.#told.emit(told);
  }
}
