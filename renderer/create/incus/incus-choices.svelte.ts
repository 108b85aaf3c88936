import type { RequestChoices } from '../../../preload/contract';
import { call } from '../../bridge';

export type IncusServer = Extract<RequestChoices, { driver: 'incus' }>['choices']['servers'][number];

/** The servers that can be reached, with what they have, as they were asked last. */
class IncusServers {
  list = $state.raw<readonly IncusServer[]>([]);
  looking = $state(false);

  async load(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      const answer = await call('drivers.requestChoices', { driver: 'incus' });
      if (answer?.driver === 'incus') this.list = answer.choices.servers;
    } catch {
      this.list = []; // what is missing is said above the form
    } finally {
      this.looking = false;
    }
  }
}

export const incusServers = new IncusServers();
