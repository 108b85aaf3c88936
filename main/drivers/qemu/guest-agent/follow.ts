import { AgentClient } from './agent-client';
import { askGuest, setClock, type Guest } from './guest';

/** How long things may take and how often they are done, in ms. */
export interface AgentTimes {
  /** For the agent to answer one question. */
  readonly answer: number;
  /** For it to refuse an order that has no answer where it is followed. */
  readonly refusal: number;
  /** From one look to the next, after the agent has come: addresses come a moment later. The last stands for all after it. */
  readonly looks: readonly number[];
}

export const AGENT_TIMES: AgentTimes = {
  answer: 5_000,
  refusal: 2_000,
  looks: [2_000, 5_000, 15_000, 60_000],
};

/** The port to an agent: the machine has none; nobody inside has opened it; somebody has. */
export type Port = 'none' | 'closed' | 'open';

export interface FollowedAgentOptions {
  readonly socket: string;
  /** Whether the guest runs: one that stands still answers nothing. */
  readonly isRunning: () => boolean;
  readonly times?: AgentTimes;
  readonly log: (message: string) => void;
}

/**
 * The agent inside a running machine: whether it is there, and what it said last. It is asked when it comes and then
 * seldom, one thing at a time. Nothing waits for it, and what it does not answer is not known.
 */
export class FollowedAgent {
  /** Called when something else is known. */
  onChange: () => void = () => undefined;
  readonly #times: AgentTimes;
  #port: Port = 'none';
  #guest: Guest | null = null;
  /** Ends the conversation that is under way. */
  #talk = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  /** How many looks there were since the agent came. */
  #looks = 0;
  #turn: Promise<unknown> = Promise.resolve();
  /** Whether the guest stood still for a while: its clock is as late as that. */
  #isLate = false;
  #ended = false;

  constructor(private readonly options: FollowedAgentOptions) {
    this.#times = options.times ?? AGENT_TIMES;
  }

  get port(): Port {
    return this.#port;
  }

  /** What the agent said last; null where none answers. */
  get guest(): Guest | null {
    return this.#guest;
  }

  /** Says what is known of the port now. */
  portIs(port: Port): void {
    if (this.#ended || port === this.#port) return;
    this.#port = port;
    this.#rest();
    this.#looks = 0;
    if (port === 'open') void this.#look();
    else this.#learn(null);
    this.onChange();
  }

  /** Says that the guest stood still for a while and runs again. Its clock is set where an agent answers. */
  stoodStill(): void {
    this.#isLate = true;
    if (this.#port !== 'open' || this.#ended) return;
    this.#rest();
    void this.#look();
  }

  /**
   * Has the agent power its system off. False where there is none, it does not answer, or it can't: the power button is
   * left then. `cancelled` ends the waiting for it. Never throws.
   */
  async powerOff(cancelled: AbortSignal): Promise<boolean> {
    if (this.#port !== 'open' || this.#ended) return false;
    this.#rest();
    const { signal } = this.#talk;
    const cancel = (): void => this.#rest();
    cancelled.addEventListener('abort', cancel, { once: true });
    let isOrdered = false;
    try {
      await this.#converse(signal, (client) => {
        isOrdered = true;
        return client.order('guest-shutdown', { mode: 'powerdown' }, this.#times.refusal);
      });
      return true;
    } catch (error) {
      // A system that goes down lets go of the port before the machine is off.
      if (isOrdered && signal.aborted && !cancelled.aborted) return true;
      this.options.log(`the guest agent did not power off: ${String(error)}`);
      return false;
    } finally {
      cancelled.removeEventListener('abort', cancel);
      this.#plan();
    }
  }

  /** The machine has ended, or is let go of. */
  end(): void {
    this.#ended = true;
    this.#rest();
    this.#port = 'none';
    this.#guest = null;
  }

  async #look(): Promise<void> {
    const { signal } = this.#talk;
    if (this.options.isRunning()) {
      try {
        this.#learn(await this.#converse(signal, (client) => this.#ask(client)));
      } catch (error) {
        // Who was interrupted, or stopped meanwhile, has not gone.
        if (!signal.aborted && this.options.isRunning()) {
          this.#learn(null);
          this.options.log(`guest agent: ${String(error)}`);
        }
      }
    }
    if (!signal.aborted) this.#plan();
  }

  async #ask(client: AgentClient): Promise<Guest> {
    if (this.#isLate) await setClock(client, this.#times.answer);
    this.#isLate = false;
    return askGuest(client, this.#times.answer);
  }

  /** One conversation after the other: QEMU joins one client at a time with the guest. */
  #converse<T>(signal: AbortSignal, about: (client: AgentClient) => Promise<T>): Promise<T> {
    const conversation = this.#turn.then(async () => {
      const client = await AgentClient.reach(this.options.socket, this.#times.answer, signal);
      try {
        const result = await about(client);
        signal.throwIfAborted();
        return result;
      } finally {
        client.close();
      }
    });
    this.#turn = conversation.catch(() => undefined);
    return conversation;
  }

  #learn(guest: Guest | null): void {
    if (this.#ended || JSON.stringify(guest) === JSON.stringify(this.#guest)) return;
    this.#guest = guest;
    this.onChange();
  }

  #plan(): void {
    if (this.#ended || this.#port !== 'open' || this.#timer) return;
    const { looks } = this.#times;
    const wait = looks[Math.min(this.#looks++, looks.length - 1)] ?? 60_000;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#look();
    }, wait);
    this.#timer.unref();
  }

  /** Ends what is under way. */
  #rest(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#talk.abort();
    this.#talk = new AbortController();
  }
}
