import type { DomainId } from '../../domains/definition';
import type { DriverHost } from '../driver';
import type { TestConfig } from './config';
import type { Guest } from './guest';
import type { RunningGuests } from './running-guests';

/** How often a second some change of themselves: news come in bursts, as those of a real host do. */
const BEATS = 20;

/** Pauses and resumes guests by itself, one after the other, for trying how the window bears it. */
export class Churn {
  readonly #timer: NodeJS.Timeout;
  #turns: Iterator<[DomainId, Guest], undefined>;

  constructor(
    changesPerSecond: number,
    private readonly guests: RunningGuests,
    private readonly observed: DriverHost<TestConfig, Guest>['observed'],
  ) {
    this.#turns = guests.all();
    const beats = Math.min(changesPerSecond, BEATS);
    const beat = (): void => {
      for (let change = 0; change < Math.round(changesPerSecond / beats); change++) this.#change();
    };
    this.#timer = setInterval(beat, 1000 / beats);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Pauses or resumes the machine whose turn it is. */
  #change(): void {
    const { value: next, done } = this.#turns.next();
    if (done) this.#turns = this.guests.all();
    if (!next) return;
    const [id, guest] = next;
    this.observed(id, 'churn', (machine) => {
      if (machine.runtime !== guest) return;
      if (machine.state === 'paused') guest.resume();
      else guest.pause();
      machine.setState(machine.state === 'paused' ? 'running' : 'paused');
    });
  }
}
