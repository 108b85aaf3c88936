import type { Usage } from '../driver';
import type { InstanceState } from './answers';

/** The addresses by which an instance can be reached from elsewhere. */
export function addressesIn(state: InstanceState | null | undefined): readonly string[] {
  return Object.values(state?.network ?? {}).flatMap(({ addresses }) =>
    (addresses ?? []).filter(({ scope }) => scope === 'global').map(({ address }) => address),
  );
}

/** What an instance takes of its host, as its server tells it. */
export function usageIn({ cpu, memory, network }: InstanceState): Usage {
  const cards = Object.entries(network ?? {}).filter(([name]) => name !== 'lo');
  const sum = (counter: 'bytes_received' | 'bytes_sent'): number =>
    cards.reduce((total, [, { counters }]) => total + counters[counter], 0);
  return {
    cpuNanoseconds: cpu && cpu.usage >= 0 ? cpu.usage : null,
    memoryBytes: memory && memory.usage > 0 ? memory.usage : null,
    diskReadBytes: null,
    diskWrittenBytes: null,
    netReceivedBytes: network ? sum('bytes_received') : null,
    netSentBytes: network ? sum('bytes_sent') : null,
  };
}
