import type { Failure } from '../../preload/contract';
import { machines } from '../live/machines.svelte';
import { news } from '../live/news.svelte';
import { t } from '../text/text';
import { AT_ONCE, perform, type Deed, type Target } from './deeds';
import { sideBySide } from './side-by-side';

export interface Fault extends Target {
  readonly failure: Failure;
}

/** One thing that is done to many machines: how far it is, and what came of it. */
export class Run {
  done = $state(0);
  readonly succeeded: Target[] = [];
  failed = $state.raw<readonly Fault[]>([]);
  /** What was cancelled, and what was not begun. */
  left = $state.raw<readonly Target[]>([]);
  isOver = $state(false);
  isStopped = $state(false);

  constructor(
    readonly id: number,
    readonly deed: Deed,
    readonly targets: readonly Target[],
  ) {}

  readonly summary = $derived(
    [
      t('bulk.done', { count: this.done }),
      ...(this.failed.length > 0 ? [t('bulk.failed', { count: this.failed.length })] : []),
      ...(this.left.length > 0 ? [t('bulk.left', { count: this.left.length })] : []),
    ].join(', '),
  );

  get canUndo(): boolean {
    return this.isOver && this.deed.operation === 'undefine' && this.done > 0;
  }

  async go(): Promise<void> {
    const notBegun = await sideBySide(
      this.targets,
      AT_ONCE[this.deed.operation],
      async (target) => {
        const failure = await perform(this.deed, target, (id) => machines.row(id)?.tags ?? []);
        if (failure === null) this.done = this.succeeded.push(target);
        else if (failure.code === 'cancelled') this.left = [...this.left, target];
        else this.failed = [...this.failed, { ...target, failure }];
      },
      () => this.isStopped,
    );
    this.left = [...this.left, ...notBegun];
    this.isOver = true;
  }

  /** Begins nothing more. */
  stop(): void {
    this.isStopped = true;
  }
}

/** What is being done to many machines at once, and what failed of it, wherever one goes meanwhile. */
class Runs {
  shown = $state.raw<readonly Run[]>([]);
  #last = 0;

  begin(deed: Deed, targets: readonly Target[]): void {
    if (targets.length === 0) return;
    const kept = targets.map(({ id, name }) => ({ id, name }));
    const run = new Run(++this.#last, deed, kept);
    this.shown = [...this.shown, run];
    void run.go().then(() => this.#end(run));
  }

  /** Takes deleted machines out of the bin again, those that are not back yet. */
  undo(run: Run): void {
    this.dismiss(run);
    const binned = run.succeeded.filter(({ id }) => machines.row(id) === undefined);
    this.begin({ operation: 'recover' }, binned);
  }

  /** Has back what the last run deleted that stays to be read; answers whether there is one. */
  undoLast(): boolean {
    const last = this.shown.filter((run) => run.canUndo).at(-1);
    if (last) this.undo(last);
    return last !== undefined;
  }

  /** Does again what failed. */
  retry(run: Run): void {
    this.dismiss(run);
    this.begin(run.deed, run.failed);
  }

  dismiss(run: Run): void {
    this.shown = this.shown.filter((one) => one !== run);
  }

  /** What went well is told in passing; what did not stays until it is dismissed. */
  #end(run: Run): void {
    const { operation } = run.deed;
    const words = (): string =>
      t('bulk.summary', { operation: t(`logged.${operation}`), summary: run.summary });
    if (run.failed.length > 0 || run.left.length > 0) {
      news.say(words());
      return;
    }
    this.dismiss(run);
    const recovers = run.succeeded.map(({ id }) => id);
    news.tell(
      words,
      null,
      operation === 'undefine' ? { label: () => t('bin.undo'), run: () => this.undo(run), recovers } : null,
    );
  }
}

export const runs = new Runs();
