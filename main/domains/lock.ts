import { AsyncLocalStorage } from 'node:async_hooks';
import { Semaphore } from 'async-mutex';
import { PaddockError } from './failure';

export type LockRank = 'list' | 'machine';

/** One holding of a lock by one chain of calls. */
interface Hold {
  readonly lock: Lock;
  readonly purpose: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  held: boolean;
}

/** A place in a queue. */
interface Place {
  readonly purpose: string;
}

export interface LockView {
  readonly name: string;
  readonly rank: LockRank;
  /** `since`: milliseconds since the epoch. */
  readonly holder: { readonly purpose: string; readonly since: number } | null;
  /** What waits for it, first come first. */
  readonly queue: readonly string[];
}

export interface Held {
  /** Runs `work` as a chain of calls that holds this lock, for the order check. */
  run<T>(work: () => T): T;
  /** Marks this lock as held by the chain of calls that runs now. */
  join(): void;
  release(): void;
}

/** How long anyone waits for a lock before being told who holds it, in ms. */
export const LOCK_WAIT_LIMIT_MS = 30_000;

/** How many may wait for one machine: beyond that something asks again and again, and is told so. */
export const LOCK_QUEUE_LIMIT = 256;

/**
 * What the current chain of calls holds. async-mutex is not re-entrant, so a lock taken twice by one chain would hang
 * in silence; this record turns that into an error that names both sides.
 */
const chain = new AsyncLocalStorage<Hold[]>();
const NONE: readonly Hold[] = [];

function heldByThisChain(): readonly Hold[] {
  return (chain.getStore() ?? []).filter((hold) => hold.held);
}

/** Runs `work` as the start of a chain of its own: for events, which belong to no caller. */
export function asNewChain<T>(work: () => T): T {
  return chain.run([], work);
}

function orderError(wanted: Lock, purpose: string, hold: Hold): PaddockError {
  return new PaddockError({
    code: 'lock-order',
    message: `“${purpose}” asked for the lock of ${wanted.name} while “${hold.purpose}” of the same call holds the lock of ${hold.lock.name}.`,
    cause:
      wanted === hold.lock
        ? 'A lock is never taken twice by one chain of calls.'
        : 'Locks are taken in the order list, then one machine.',
    next: 'This is a mistake in Paddock: copy the details and report them.',
    detail: { output: new Error('taken here').stack },
  });
}

/**
 * A named lock on async-mutex, which knows its holder and its queue, refuses the wrong order and re-entry at once,
 * and limits every wait.
 */
export class Lock {
  /** Of one: unlike a Mutex it costs no promise of its own where nobody waits. */
  readonly #semaphore = new Semaphore(1);
  #holder: Hold | null = null;
  readonly #waiting = new Set<Place>();

  constructor(
    /** For errors and `inspect()`. Changed by a rename. */
    public name: string,
    readonly rank: LockRank,
    private readonly waitLimitMs: number = LOCK_WAIT_LIMIT_MS,
  ) {}

  /**
   * Takes the lock, or a place in its queue, before it returns: a free lock is held at once, without a promise. The wait
   * ends with `lock-timeout`, naming the holder, when the turn does not come within the limit. Throws `lock-order` when this chain of calls holds this lock,
   * or any machine's lock, already, and `lock-queue-full` where too many wait for a machine, unless it is `pressing`:
   * what was seen of a machine must be told, and a job must get its machine back.
   */
  take(purpose: string, pressing = false): Held | Promise<Held> {
    for (const hold of chain.getStore() ?? NONE) {
      if (!hold.held) continue;
      const listThenMachine = hold.lock.rank === 'list' && this.rank === 'machine';
      if (!listThenMachine) throw orderError(this, purpose, hold);
    }
    const isFree = !this.#semaphore.isLocked();
    if (!isFree && this.rank === 'machine' && !pressing && this.#waiting.size >= LOCK_QUEUE_LIMIT) {
      throw this.#queueFull(purpose);
    }
    const turn = this.#semaphore.acquire();
    return isFree ? this.#hold(purpose) : this.#wait(turn, purpose); // a free one is taken within `acquire`
  }

  async #wait(turn: Promise<unknown>, purpose: string): Promise<Held> {
    const place: Place = { purpose };
    this.#waiting.add(place);
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.#timeout(purpose)), this.waitLimitMs);
    });
    try {
      await Promise.race([turn, limit]);
    } catch (error) {
      // The place in the queue can't be given back: let it pass as soon as its turn comes.
      void turn.then(() => this.#semaphore.release());
      throw error;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(place);
    }
    return this.#hold(purpose);
  }

  #hold(purpose: string): Held {
    const hold: Hold = { lock: this, purpose, since: Date.now(), held: true };
    this.#holder = hold;
    return {
      run: (work) => chain.run([...heldByThisChain(), hold], work),
      join: () => chain.getStore()?.push(hold),
      release: () => {
        if (!hold.held) return;
        hold.held = false;
        this.#holder = null;
        this.#semaphore.release();
      },
    };
  }

  #timeout(purpose: string): PaddockError {
    const holder = this.#holder;
    const seconds = holder ? Math.round((Date.now() - holder.since) / 1000) : 0;
    return new PaddockError({
      code: 'lock-timeout',
      message: `“${purpose}” waited too long for ${this.name}.`,
      cause: holder
        ? `“${holder.purpose}” has been at work on it for ${seconds} s.`
        : 'Others were before it in the queue.',
      next: 'Try again when that has ended, or cancel it.',
      remedy: { kind: 'retry' },
    });
  }

  #queueFull(purpose: string): PaddockError {
    return new PaddockError({
      code: 'lock-queue-full',
      message: `“${purpose}” was refused: too much waits for ${this.name} already.`,
      cause: `${this.#waiting.size} calls wait${this.#holder ? ` until “${this.#holder.purpose}” has ended` : ''}.`,
      next: 'Try again when they have ended.',
      remedy: { kind: 'retry' },
    });
  }

  view(): LockView {
    return {
      name: this.name,
      rank: this.rank,
      holder: this.#holder && { purpose: this.#holder.purpose, since: this.#holder.since },
      queue: [...this.#waiting].map(({ purpose }) => purpose),
    };
  }
}
