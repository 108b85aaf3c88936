import type { DomainId, MachineRow } from '../../preload/contract';
import { settings } from '../live/settings.svelte';
import { allowing, type BulkOperation } from './deeds';
import { runs } from './runs.svelte';

/** What is asked about before it is done to many machines. */
export interface Question {
  readonly about: 'undefine' | 'destroy' | 'tags';
  readonly ids: readonly DomainId[];
}

class Bulk {
  question = $state.raw<Question | null>(null);

  /** Does it to those of the machines that allow it; where a person wants to be asked, it is asked about first. */
  ask(operation: BulkOperation, rows: readonly MachineRow[]): void {
    const able = allowing(rows, operation);
    if (able.length === 0) return;
    const canLose = operation === 'undefine' || operation === 'destroy';
    if (canLose && settings.asksBefore(operation)) this.#ask(operation, rows);
    else runs.begin({ operation }, able);
  }

  askForTags(rows: readonly MachineRow[]): void {
    this.#ask('tags', rows);
  }

  #ask(about: Question['about'], rows: readonly MachineRow[]): void {
    this.question = { about, ids: rows.map(({ id }) => id) };
  }
}

export const bulk = new Bulk();
