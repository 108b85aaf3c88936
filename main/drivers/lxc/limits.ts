import { randomBytes } from 'node:crypto';
import type { LxcConfig, Network } from './config';
import { ConfigFile } from './config-file';
import type { Hierarchy } from '../control-groups';
import { cpuLimit, keyOf, memoryLimit, parseCpus, parseMemory } from './hierarchy';

/** What a container's configuration says that a machine's definition says as well. */
export type Settings = Pick<LxcConfig, 'memory' | 'cpus' | 'network'>;

const CARD = 'lxc.net.0';

export function settingsIn(file: ConfigFile, hierarchy: Hierarchy): Settings {
  const value = (limit: { readonly file: string }): string | undefined =>
    file.value(keyOf(hierarchy, limit.file));
  return {
    memory: parseMemory(value(memoryLimit(hierarchy, null))),
    cpus: parseCpus(hierarchy, value(cpuLimit(hierarchy, null))),
    network: networkIn(file),
  };
}

/** Only what differs is written: a limit in another notation, or a network that Paddock does not know, stays as it is. */
export function withSettings(file: ConfigFile, wanted: Settings, hierarchy: Hierarchy): ConfigFile {
  const now = settingsIn(file, hierarchy);
  let changed = file;
  if (wanted.memory !== now.memory) {
    const limit = memoryLimit(hierarchy, wanted.memory);
    changed = changed.with(keyOf(hierarchy, limit.file), wanted.memory === null ? null : limit.value);
  }
  if (wanted.cpus !== now.cpus) {
    const limit = cpuLimit(hierarchy, wanted.cpus);
    changed = changed.with(keyOf(hierarchy, limit.file), wanted.cpus === null ? null : limit.value);
  }
  return withNetwork(changed, wanted.network, now.network);
}

/** Of the first card alone: a container with several was set up by another tool. */
function networkIn(file: ConfigFile): Network {
  if (file.has('lxc.net.1')) return { kind: 'other' };
  const [type, bridge] = [file.value(`${CARD}.type`), file.value(`${CARD}.link`)];
  if (type === 'empty') return { kind: 'none' };
  if (type === 'veth' && bridge !== undefined) return { kind: 'bridge', bridge };
  return { kind: 'other' };
}

function withNetwork(file: ConfigFile, wanted: Network, now: Network): ConfigFile {
  if (wanted.kind === 'other') return file;
  if (wanted.kind === 'none') {
    return now.kind === 'none' ? file : file.without(CARD).with(`${CARD}.type`, 'empty');
  }
  if (now.kind === 'bridge') return file.with(`${CARD}.link`, wanted.bridge);
  return file
    .without(CARD)
    .with(`${CARD}.type`, 'veth')
    .with(`${CARD}.link`, wanted.bridge)
    .with(`${CARD}.flags`, 'up')
    .with(`${CARD}.hwaddr`, newAddress());
}

/** A hardware address within the range that LXC hands out (00:16:3e is for virtual machines). */
function newAddress(): string {
  return ['00', '16', '3e', ...[...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0'))].join(
    ':',
  );
}
