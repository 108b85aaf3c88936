import type { DomainId, Failure, IncusHardwareChoices } from '../../../../preload/contract';
import { call, failureOf } from '../../../bridge';

/** What the machine's server has: asked for when the form is opened, and again when the machine's devices changed. */
export class Choices {
  /** Null until the server has answered. */
  now = $state.raw<IncusHardwareChoices | null>(null);
  failure = $state.raw<Failure | null>(null);
  #asked = 0;

  async read(id: DomainId): Promise<void> {
    const mine = ++this.#asked;
    try {
      const answer = await call('machine.hardwareChoices', { id });
      if (mine !== this.#asked || answer?.driver !== 'incus') return;
      this.now = answer.choices;
      this.failure = null;
    } catch (error) {
      if (mine === this.#asked) this.failure = failureOf(error);
    }
  }
}
