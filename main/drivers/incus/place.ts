import type { Instance } from './answers';
import type { IncusConfig } from './config';

/** Where an instance is, as one word: what tells it from all others. */
export function placeOf({ remote, project, instance }: IncusConfig): string {
  return `incus:${remote}/${project}/${instance}`;
}

/** The same of an instance that a server tells of; `remote` is the word for that server here. */
export function placeIn(remote: string, { project, name }: Pick<Instance, 'project' | 'name'>): string {
  return `incus:${remote}/${project}/${name}`;
}

/** Stays the same when an instance is renamed; null where that can’t be known now. */
export function instanceIdentity({ config, name }: Instance): string | null {
  return config && (config['volatile.uuid'] ?? name);
}
