import { createSubscriber } from 'svelte/reactivity';

/** The time in ms since the epoch, read anew every second by whoever shows it; stands still while nobody does. */
class Clock {
  #now = Date.now();
  readonly #subscribe = createSubscriber((update) => {
    const timer = setInterval(() => {
      this.#now = Date.now();
      update();
    }, 1000);
    return () => clearInterval(timer);
  });

  get now(): number {
    this.#subscribe();
    return Math.max(this.#now, lastSecond());
  }
}

/** A clock that nobody read for a while must not show an old time first. */
function lastSecond(): number {
  return Math.floor(Date.now() / 1000) * 1000;
}

export const clock = new Clock();
