import type { DomainId } from '../../domains/definition';
import type { DomainSnapshot } from '../../domains/domain';
import { isActive } from '../../domains/state';
import type { Usage } from '../driver';
import { InstanceStateSchema, type InstanceState } from './answers';
import type { IncusConfig } from './config';
import { placeIn, placeOf } from './place';
import { callTo, type Server } from './server';
import type { Servers } from './servers';
import { usageIn } from './usage';

type Seen = DomainSnapshot<IncusConfig>;

/** Above so many a list of all is asked for, instead of each. */
const EACH_MAX = 8;

/** What machines take, one question a server where there are many. Never throws. */
export async function sample(
  servers: Servers,
  machines: readonly Seen[],
): Promise<ReadonlyMap<DomainId, Usage>> {
  const found = new Map<DomainId, Usage>();
  const wanted = machines.filter(({ state }) => isActive(state));
  const byServer = new Map<string, Seen[]>();
  for (const machine of wanted) {
    const { remote } = machine.definition.config;
    byServer.set(remote, [...(byServer.get(remote) ?? []), machine]);
  }
  await Promise.all(
    [...byServer].map(async ([remote, its]) => {
      const server = servers.find(remote);
      if (!server?.isThere) return;
      // A connection that is lost meanwhile is told by the stream of events.
      const states = await statesAt(server, its).catch(() => new Map<string, InstanceState>());
      for (const { id, definition } of its) {
        const state = states.get(placeOf(definition.config));
        if (state) found.set(id, usageIn(state));
      }
    }),
  );
  return found;
}

/** Throws `connection-lost`. */
async function statesAt(
  server: Server,
  machines: readonly Seen[],
): Promise<ReadonlyMap<string, InstanceState>> {
  if (machines.length > EACH_MAX) {
    const all = await server.listed();
    return new Map(
      all.flatMap((one) => (one.state ? [[placeIn(server.remote, one), one.state] as const] : [])),
    );
  }
  const states = await Promise.all(
    machines.map(async ({ definition: { config } }) => {
      const call = callTo('GET', config, 'read its state', { below: '/state' });
      const state = await server.client.ask(call, InstanceStateSchema).catch(() => null); // of one that just went
      return state ? [[placeOf(config), state] as const] : [];
    }),
  );
  return new Map(states.flat());
}
