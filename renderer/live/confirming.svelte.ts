import type { DomainId, Operation } from '../../preload/contract';
import { machines } from './machines.svelte';
import { settings } from './settings.svelte';

/** An operation that waits for a person's word. */
export interface Unconfirmed {
  readonly operation: 'destroy' | 'reset';
  readonly name: string;
  readonly answer: (goOn: boolean) => void;
}

/** Asks before what loses something, where a person wants to be asked; one thing at a time. */
class Confirming {
  asked = $state.raw<Unconfirmed | null>(null);

  /** Whether the operation may go on: at once, or once it was agreed to. */
  mayGoOn(operation: Operation, id: DomainId): Promise<boolean> {
    if ((operation !== 'destroy' && operation !== 'reset') || !settings.asksBefore(operation)) {
      return Promise.resolve(true);
    }
    this.asked?.answer(false);
    return new Promise((resolve) => {
      this.asked = {
        operation,
        name: machines.row(id)?.name ?? '',
        answer: (goOn) => {
          this.asked = null;
          resolve(goOn);
        },
      };
    });
  }
}

export const confirming = new Confirming();
