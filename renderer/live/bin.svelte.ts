import type { BinRow, CallResult, DomainId, Failure } from '../../preload/contract';
import { call, failureOf, on } from '../bridge';
import { t } from '../text/text';
import { news } from './news.svelte';

/** The deleted machines that can still be had back: their number always, the rest while somebody looks. */
class Bin {
  count = $state(0);
  /** The latest deleted first; null until they have been read. */
  rows = $state.raw<readonly BinRow[] | null>(null);
  failure = $state.raw<Failure | null>(null);
  #watchers = 0;
  #reading = 0;

  follow(): () => void {
    const ends = [
      on('bin', ({ binned }) => {
        this.count = binned;
        if (binned === 0) news.settled(() => true);
        if (this.#watchers > 0) void this.read();
      }),
      on('machines', ({ changed }) => {
        news.settled((machine) => changed.some(({ id }) => id === machine));
      }),
    ];
    return () => ends.forEach((end) => end());
  }

  /** Keeps `rows` up to date until the function it returns is called. */
  watch(): () => void {
    this.#watchers++;
    void this.read();
    return () => void this.#watchers--;
  }

  async read(): Promise<void> {
    const reading = ++this.#reading;
    try {
      const rows = await call('bin.list', {});
      if (reading !== this.#reading) return; // another answer is on its way, and newer
      this.rows = rows;
      this.count = rows.length;
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  /** Puts a machine back and tells of it; a failure is told as a note. */
  async recover(id: DomainId, name: string): Promise<void> {
    try {
      const { name: now } = await call('bin.recover', { id });
      news.tell(
        () => (now === name ? t('bin.recovered', { name }) : t('bin.recoveredAs', { name, as: now })),
        id,
      );
    } catch (error) {
      news.tellFailure(failureOf(error));
    }
  }

  /** Throws what main refused. */
  async purge(id: DomainId): Promise<void> {
    await call('bin.purge', { id });
    news.settled((one) => one === id);
  }

  /** What could not be deleted. Throws what main refused. */
  async empty(): Promise<CallResult<'bin.empty'>['failed']> {
    return (await call('bin.empty', {})).failed;
  }
}

export const bin = new Bin();
