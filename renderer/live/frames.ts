/** Runs a function later, once; `requestAnimationFrame` in the window. */
export type Schedule = (run: () => void) => void;

/** The next frame, or a quarter of a second where no frame comes because the window is hidden. */
export function nextFrame(run: () => void): void {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    run();
  };
  const timer = setTimeout(once, 250);
  const frame = requestAnimationFrame(once);
}

/** Collects what comes between two frames and hands it over once, in the order in which it came. */
export class Batch<T> {
  #waiting: T[] = [];

  constructor(
    private readonly deliver: (items: readonly T[]) => void,
    private readonly schedule: Schedule = nextFrame,
  ) {}

  add(item: T): void {
    this.#waiting.push(item);
    if (this.#waiting.length === 1) this.schedule(() => this.flush());
  }

  /** Hands over at once what waits. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const items = this.#waiting;
    this.#waiting = [];
    this.deliver(items);
  }
}
